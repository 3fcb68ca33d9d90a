# fan.gp - cumulative cost over replicas. lineN: time, P10, P50, P90 [unit].
set ylabel unit
set style fill transparent solid 0.22 noborder
plot for [k = 1:n_line] "line".k using 1:2:4 with filledcurves linecolor rgb colour[k] notitle, \
	for [k = 1:n_line] "line".k using 1:3 with lines linecolor rgb colour[k] linewidth 2.4 \
	dashtype k title value(sprintf("name%d", k))
