# waiting.gp - distribution of waiting times. lineN: hours, percent.
set xlabel narrow ? "waiting time / h" : "waiting time / h (1 s and less stand at the left edge)"
set ylabel "jobs / %"
set logscale x
set format x "%g"
set yrange [0:100]
set xrange [1.0/3600:*]
plot for [k = 1:n_line] "line".k using 1:2 with lines linecolor rgb colour[k] \
	linewidth 2.2 dashtype k title value(sprintf("name%d", k))
