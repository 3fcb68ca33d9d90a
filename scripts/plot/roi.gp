# roi.gp - savings against another strategy over what is tied up. lineN: time, %.
set ylabel "% of the most tied up"
set xzeroaxis
plot for [k = 1:n_line] "line".k using 1:2 with lines linecolor rgb colour[value(sprintf("colour_of%d", k))] \
	linewidth 2.4 dashtype value(sprintf("colour_of%d", k)) title value(sprintf("name%d", k))
