# timeline.gp - what was built, delivered and energised when.
# bars: from, to [s since t0], row, step, critical; plans: time, row; rowN, stepN: names.
array paint[7] = ["#8A5F00", vermilion, orange, sky, yellow, grey, green]
left = (narrow ? 96.0 : 130.0) / W
set lmargin at screen left
set yrange [n_row + 0.6:0.4]
unset grid
set grid xtics linecolor rgb "#DDDDDD" linewidth 0.6 linetype 1
set ytics () scale 0
do for [k = 1:n_row] { set ytics add (value(sprintf("row%d", k)) k) }
set tics textcolor rgb dark
set key outside top left horizontal Left reverse samplen 1
plot for [s = 1:7] "bars" using ($4 == s ? t0 + ($1 + $2) / 2 : NaN):3:($4 == s ? t0 + $1 : NaN):($4 == s ? t0 + $2 : NaN):($3 - 0.32):($3 + 0.32) \
		with boxxyerror linecolor rgb paint[s] title (value(sprintf("has%d", s)) ? value(sprintf("step%d", s)) : ""), \
	"bars" using ($5 > 0 ? t0 + ($1 + $2) / 2 : NaN):3:($5 > 0 ? t0 + $1 : NaN):($5 > 0 ? t0 + $2 : NaN):($3 - 0.36):($3 + 0.36) \
		with boxxyerror fillstyle empty border linecolor rgb "black" linewidth 1.6 title "critical", \
	for [k = 1:has_plan] "plans" using (t0 + $1):2 with points pointtype 9 pointsize 0.9 linecolor rgb "black" title "planned end"
