# calgemm.gp - share of the matmul ceiling reached. cells: column, row, share; labels in ticks_x, ticks_y.
set xlabel "tokens m"
set ylabel "weight n = k"
set cblabel "rate / ceiling"
unset grid
set border 15
set xtics rotate by -45
eval(ticks_x)
eval(ticks_y)
set cbrange [0:1]
set palette defined (0 "#FFFFFF", 0.25 sky, 0.5 blue, 0.75 yellow, 1 vermilion)
set xrange [-0.5:n_x - 0.5]
set yrange [-0.5:n_y - 0.5]
set rmargin 12
set bmargin 5
unset key
if (narrow) { plot "cells" using 1:2:3 with image } else {
plot "cells" using 1:2:3 with image, \
     "cells" using 1:2:($3 < 0.005 ? "" : sprintf("%.2f", $3)) with labels font sprintf(",%d", font_px / 2) textcolor rgb dark }
