# sweepmap.gp - a result over two axes of a sweep. map: place on each axis, value (least: number of
# the strategy), from z_min to z_max. Axes of lists have a place for each value; dots: an axis is a range.
set xlabel x_label
set ylabel y_label
set bmargin 4
unset grid
if (n_xtic > 0) {
	set xtics ()
	do for [k = 1:n_xtic] { set xtics add (value(sprintf("xtic%d", k)) k) }
	set xrange [0.5:n_xtic + 0.5]
}
if (n_ytic > 0) {
	set ytics ()
	long = 0
	do for [k = 1:n_ytic] { long = strlen(value(sprintf("ytic%d", k))) > long ? strlen(value(sprintf("ytic%d", k))) : long }
	set lmargin 11 > long + 6 ? 11 : long + 6
	do for [k = 1:n_ytic] { set ytics add (value(sprintf("ytic%d", k)) k) }
	set yrange [0.5:n_ytic + 0.5]
}
if (dots) { set offsets graph 0.04, graph 0.04, graph 0.04, graph 0.04 }
rgb(k) = int(k) == 1 ? 0x0072B2 : int(k) == 2 ? 0xE69F00 : int(k) == 3 ? 0x009E73 : int(k) == 4 ? 0xCC79A7 : \
	int(k) == 5 ? 0x56B4E9 : int(k) == 6 ? 0xD55E00 : int(k) == 7 ? 0xF0E442 : 0x999999
if (least) {
	if (dots) {
		plot "map" using 1:2:(rgb($3)) with points pointtype 7 pointsize 1.1 linecolor rgb variable notitle, \
			for [k = 1:n_line] NaN with points pointtype 5 pointsize 1.6 linecolor rgb colour[k] title value(sprintf("name%d", k))
	} else {
		plot "map" using 1:2:(0.5):(0.5):(rgb($3)) with boxxyerror fillstyle solid 0.75 border rgb "#FFFFFF" \
				linecolor rgb variable notitle, \
			for [k = 1:n_line] NaN with points pointtype 5 pointsize 1.6 linecolor rgb colour[k] title value(sprintf("name%d", k))
	}
} else {
	few = !dots && n_xtic * n_ytic <= (narrow ? 20 : 60)
	if (narrow && few) { unset colorbox } else { set rmargin narrow ? 13 : 16 }
	set palette defined (0 "#DCEDF8", 0.5 sky, 1 blue)
	set cblabel z_label offset 2,0
	if (!(narrow && few)) { set colorbox user origin graph 1.02, graph 0 size graph 0.03, graph 1 }
	if (z_max > z_min) { set cbrange [z_min:z_max] } else { set cbrange [z_min - 1:z_max + 1] }
	light = z_min + 0.85 * (z_max - z_min) + 1e-6 * abs(z_max)
	if (dots) {
		plot "map" using 1:2:3 with points pointtype 7 pointsize 1.3 linecolor palette notitle
	} else {
		plot "map" using 1:2:(0.5):(0.5):3 with boxxyerror fillstyle solid 1.0 linecolor palette notitle, \
			"map" using (few && $3 <= light ? $1 : NaN):2:(sprintf("%.3g", $3)) with labels textcolor rgb dark notitle, \
			"map" using (few && $3 > light ? $1 : NaN):2:(sprintf("%.3g", $3)) with labels textcolor rgb "#FFFFFF" notitle
	}
}
