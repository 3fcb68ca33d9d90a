# tokens.gp - cost of a million tokens in and out. lineN: time, in, out [USD].
set ylabel narrow ? "USD per M tokens" : "USD per million tokens"
set logscale y
set format y "%g"
plot for [k = 1:n_line] "line".k using 1:3 with lines linecolor rgb colour[value(sprintf("hue%d", k))] \
		linewidth 2.2 title value(sprintf("name%d", k)).", out", \
	for [k = 1:n_line] "line".k using 1:2 with lines linecolor rgb colour[value(sprintf("hue%d", k))] \
		linewidth 2.2 dashtype (10,4) title value(sprintf("name%d", k)).", in"
