# sweepline.gp - a result over an axis of a sweep. lineK: value of the axis, median, least, most.
set xlabel x_label
set ylabel y_label
set bmargin 4
set rmargin narrow ? 3.5 : 4.5
if (n_xtic > 0) {
	set xtics ()
	do for [k = 1:n_xtic] { set xtics add (value(sprintf("xtic%d", k)) k) }
	set xrange [0.6:n_xtic + 0.4]
} else {
	set offsets graph 0.03, graph 0.03, 0, 0
}
if (dots) {
	plot for [k = 1:n_line] "line".k using 1:2 with points pointtype 7 pointsize 0.7 \
		linecolor rgb colour[value(sprintf("hue%d", k))] title value(sprintf("name%d", k))
} else {
	plot for [k = 1:n_line] "line".k using 1:3:4 with filledcurves fillstyle transparent solid 0.12 \
			linecolor rgb colour[value(sprintf("hue%d", k))] notitle, \
		for [k = 1:n_line] "line".k using 1:2 with linespoints pointtype 7 pointsize 0.6 linewidth 2.2 \
			dashtype value(sprintf("hue%d", k)) linecolor rgb colour[value(sprintf("hue%d", k))] \
			title value(sprintf("name%d", k))
}
