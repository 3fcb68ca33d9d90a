# calroofline.gp - matmuls against the roofline. lineK: flop/byte, Tflop/s; ceilK [Tflop/s]; bw [TB/s].
set xlabel "arithmetic intensity / flop/byte"
set ylabel "rate reached / Tflop/s"
set logscale xy
set format y "%g"
set grid xtics ytics
set xrange [1:*]
set yrange [0.1:*]
plot for [k = 1:n_line] "line".k using 1:2 with points pointtype 7 pointsize 0.25 \
	linecolor rgb colour[k] title value(sprintf("name%d", k)), \
     for [k = 1:n_line] (bw * x < value(sprintf("ceil%d", k)) ? bw * x : value(sprintf("ceil%d", k))) \
	with lines linewidth 1.6 linecolor rgb colour[k] notitle
