# calpower.gp - power over activity. lineK: share of the time or the ceiling, W; limit [W].
set xlabel x_label
set ylabel "power / W"
set xrange [0:1.05]
set yrange [0:*]
plot limit > 0 ? limit : 1/0 with lines linecolor rgb grey dashtype 2 linewidth 1.5 title (limit > 0 ? "power limit" : ""), \
     for [k = 1:n_line] "line".k using 1:2 with points pointtype 7 pointsize 1 \
	linecolor rgb colour[k] title value(sprintf("name%d", k))
