# pue.gp - energy of the site over energy of the IT. data: time, PUE [1].
set ylabel "PUE / 1"
set yrange [1:*]
set format y "%.2f"
plot mean with lines linecolor rgb grey dashtype 2 linewidth 1.5 title "whole run", \
     "data" using 1:2 with linespoints linecolor rgb blue linewidth 2 pointtype 7 pointsize 0.4 title "by ".bucket
