# energisation.gp - what was contracted, energised and used; below it what binds.
# data: time, mean, highest [unit]; lines: time, contracted, firm, with flexible [unit];
# band: from, to, index.
left = (narrow ? 72.0 : 84.0) / W
low = two_lines ? 0.06 : 0
top = low + (n_bind ? (narrow ? 0.42 : 0.33) : 0.16)
set multiplot
set lmargin at screen left
set rmargin at screen 1 - (narrow ? 18.0 : 24.0) / W
if (n_bind) {
	t = exists("title") ? title : ""
	unset title
	set tmargin at screen top - 0.02
	set bmargin at screen low + (narrow ? 0.27 : 0.19)
	set yrange [0:1]
	unset ytics
	unset grid
	set border 1
	set label 1 "binds" at graph -0.008, graph 0.5 right textcolor rgb dark
	set key at screen left, screen 0.02 left bottom horizontal
	plot for [k = 1:n_bind] "band" using ($3 == k ? ($1 + $2) / 2 : NaN):(0.5):($3 == k ? $1 : NaN):($3 == k ? $2 : NaN):(0):(1) \
		with boxxyerror linecolor rgb colour[k] title value(sprintf("bind%d", k))
	unset label 1
	unset xtics
	set border 3
	set ytics nomirror out textcolor rgb dark
	set grid ytics
	set key outside top left horizontal
	if (strlen(t)) { set title t textcolor rgb dark }
}
set tmargin at screen narrow ? 0.84 : 0.90
set bmargin at screen top
set ylabel "power / ".unit offset narrow ? 1.5 : 1
set yrange [0:*]
plot "data" using 1:3 with filledcurves x1 linecolor rgb sky title "highest use", \
     "" using 1:2 with filledcurves x1 linecolor rgb blue title "mean use", \
     "lines" using 1:3 with steps linecolor rgb vermilion linewidth 2.5 title "energised", \
     for [k = 1:has_more] "" using 1:4 with steps linecolor rgb vermilion linewidth 1.6 dashtype 3 title "with flexible", \
     for [k = 1:has_contract] "" using 1:2 with steps linecolor rgb dark linewidth 1.8 dashtype 3 title "contracted"
unset multiplot
