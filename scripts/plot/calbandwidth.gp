# calbandwidth.gp - bandwidth over bytes moved. lineK: MB, GB/s; wire [GB/s]; wire_name; joined: 1 or 0.
set xlabel x_label
set ylabel y_label
set logscale x
set format x "%g"
set grid xtics ytics
set yrange [0:*]
set xrange [0.001:*]
plot wire with lines linecolor rgb grey dashtype 2 linewidth 1.5 title wire_name, \
     for [k = 1:n_line] "line".k using 1:2 with points pointtype 7 pointsize (narrow ? 0.3 : 0.45) \
	linecolor rgb colour[k] title value(sprintf("name%d", k)), \
     for [k = 1:n_line] "line".k using 1:(joined ? $2 : NaN) with lines linewidth 1.6 \
	linecolor rgb colour[k] notitle
