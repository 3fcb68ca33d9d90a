# pue.gp - energy and water of the site over energy of the IT. data: time, PUE [1], WUE [L/kWh].
set ylabel "PUE / 1"
set yrange [1:*]
set format y "%.2f"
if (has_water) {
	set rmargin narrow ? 9 : 10
	set border 11
	set y2label "WUE / (L/kWh)"
	set y2range [0:*]
	set y2tics
	set format y2 "%.2g"
}
plot mean with lines linecolor rgb grey dashtype 2 linewidth 1.5 title "PUE, whole run", \
     "data" using 1:2 with linespoints linecolor rgb blue linewidth 2 pointtype 7 pointsize 0.4 title "PUE by ".bucket, \
     for [k = 1:has_water] "" using 1:3 axes x1y2 with lines linecolor rgb vermilion linewidth 1.8 dashtype 3 title "WUE (right)"
