# serving.gp - tokens asked for and served. data: time, asked, served [unit].
set ylabel unit." per ".bucket
set yrange [0:*]
plot "data" using 1:2 with lines linecolor rgb vermilion linewidth 2 dashtype 2 title "asked for", \
     "" using 1:3 with lines linecolor rgb blue linewidth 2.2 title "served"
