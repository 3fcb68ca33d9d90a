# spending.gp - payments of each month by class. data: from, to, then from and to per class [unit].
if (narrow) { set key font ',11' width -2 }
set ylabel unit." per ".bucket
set xzeroaxis linetype 1 linecolor rgb dark linewidth 1
plot for [c = 1:n_class] "data" using (0.5 * ($1 + $2)):(0.5 * (column(1 + 2 * c) + column(2 + 2 * c))):1:2:(column(1 + 2 * c)):(column(2 + 2 * c)) \
	with boxxyerror linecolor rgb colour[c] title value(sprintf("class%d", c))
