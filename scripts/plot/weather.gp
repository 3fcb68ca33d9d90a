# weather.gp - PUE against the temperature outdoors. data: degC, PUE, IT load [%].
set xlabel "outdoors / °C"
set ylabel "PUE / 1"
set yrange [1:*]
set format y "%.2f"
set palette defined (0 sky, 0.5 blue, 1 "#00334D")
set cbrange [0:100]
set cblabel "IT load / % of the highest"
set rmargin at screen narrow ? 0.70 : (W < 700 ? 0.76 : 0.84)
set cbtics 25
plot "data" using 1:2:3 with points pointtype 7 pointsize 0.35 palette notitle
