# callog.gp - power over time, a line per meter. lineK: s, W.
set xlabel "time / s"
set ylabel "power / ".unit
set yrange [0:*]
plot for [k = 1:n_line] "line".k using 1:2 with lines linewidth 1.4 linecolor rgb colour[k] \
	title value(sprintf("name%d", k))
