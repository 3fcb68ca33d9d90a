# transient.gp - a hall second by second.
# data: min, drawn by racks, taken by the plant [unit], coolant from racks, to racks, water [degC].
set xlabel "time in the window / min"
set ylabel "power / ".unit
set yrange [0:*]
set rmargin narrow ? 9 : 10
set border 11
set y2label "coolant / °C"
set y2tics textcolor rgb dark
if (narrow) { set key font ',11' width -3 }
plot "data" using 1:2 with filledcurves x1 linecolor rgb "#A9CCE3" title "racks", \
     "" using 1:3 with lines linecolor rgb green linewidth 2 dashtype 2 title "plant", \
     "" using 1:4 axes x1y2 with lines linecolor rgb vermilion linewidth 2 title "from hottest rack (right)", \
     "" using 1:5 axes x1y2 with lines linecolor rgb orange linewidth 1.8 dashtype 3 title "to it (right)", \
     "" using 1:6 axes x1y2 with lines linecolor rgb blue linewidth 1.6 title "water (right)"
