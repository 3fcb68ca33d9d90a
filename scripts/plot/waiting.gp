# waiting.gp - distribution of waiting times. lineN: hours, percent.
set xlabel narrow ? "waiting time" : "waiting time (1 s and less stand at the left edge)"
set ylabel "jobs / %"
set logscale x
set xtics ("1 s" 1.0/3600, "1 min" 1.0/60, "1 h" 1, "1 day" 24, "1 month" 730.5, "1 year" 8766)
if (narrow) { set xtics ("1 s" 1.0/3600, "1 min" 1.0/60, "1 h" 1, "1 day" 24, "1 mo." 730.5) }
unset mxtics
set yrange [0:100]
set xrange [1.0/3600:*]
plot for [k = 1:n_line] "line".k using 1:2 with lines linecolor rgb colour[k] \
	linewidth 2.2 dashtype k title value(sprintf("name%d", k))
