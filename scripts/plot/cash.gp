# cash.gp - cumulative payments by strategy. lineN: time, sum [unit].
set ylabel unit
plot for [k = 1:n_line] "line".k using 1:2 with lines linecolor rgb colour[k] \
	linewidth 2.4 dashtype k title value(sprintf("name%d", k))
