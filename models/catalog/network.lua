-- network.lua - generations of scale-out networks: rate, radix, power, price of the parts.
--
-- NIC power is part of the servers' figures (server.lua) and zero here. Prices are street
-- estimates; vendors publish none.

local function usd(x) return estimate(x * USD, "street price, no list published", "2025") end
local LAT = "latency budget of switch vendors: InfiniBand 0.1-0.25 us, Ethernet 0.4-0.6 us a hop"

network "IB-HDR" {
  cite = { kind = "datasheet", source = "NVIDIA QM8790 datasheet: 40 x 200 Gbit/s", as_of = "2020" },
  port = 200 * Gbit / s, radix = 40, switch_power = 404 * W, nic_power = 0 * W,
  optic_power = estimate(4.5 * W, "200G SR4 class", "2020"),
  switch_price = usd(12000), nic_price = usd(800), optic_price = usd(300), cable_price = usd(60),
  hop = published(0.13e-6 * s, LAT, "2024") }

network "IB-NDR" {
  cite = { kind = "datasheet", source = "NVIDIA QM9700 datasheet: 64 x 400 Gbit/s", as_of = "2022" },
  port = 400 * Gbit / s, radix = 64, nic_power = 0 * W,
  switch_power = measured(688 * W, "MLPerf Training v4.1 power logs, Dell: IB switch 678-731 W, optics included", "2024-10"),
  optic_power = estimate(0 * W, "in the switch's measured figure", "2024-10"),
  switch_price = usd(25000), nic_price = usd(1500), optic_price = usd(500), cable_price = usd(80),
  hop = published(0.15e-6 * s, LAT, "2024") }

network "IB-XDR" {
  cite = { kind = "datasheet", source = "NVIDIA Quantum-X800 Q3400: 144 x 800 Gbit/s", as_of = "2024" },
  port = 800 * Gbit / s, radix = 144, nic_power = 0 * W,
  switch_power = estimate(1800 * W, "QM9700's 688 W by capacity 115.2 to 25.6 Tbit/s at half the energy a bit", "2025"),
  optic_power = estimate(14 * W, "800G class", "2025"),
  switch_price = usd(90000), nic_price = usd(2500), optic_price = usd(900), cable_price = usd(100),
  hop = published(0.15e-6 * s, LAT, "2024") }

network "RoCE-400" {
  cite = { kind = "datasheet", source = "51.2 Tbit/s Ethernet switch: 128 x 400 Gbit/s", as_of = "2023" },
  port = 400 * Gbit / s, radix = 128, nic_power = 0 * W,
  switch_power = estimate(1000 * W, "51.2T switches draw 0.8 to 1.2 kW without optics", "2024"),
  optic_power = estimate(10 * W, "400G class", "2024"),
  switch_price = usd(35000), nic_price = usd(1500), optic_price = usd(500), cable_price = usd(80),
  hop = published(0.5e-6 * s, LAT, "2024") }

network "RoCE-800" {
  cite = { kind = "datasheet", source = "51.2 Tbit/s Ethernet switch: 64 x 800 Gbit/s", as_of = "2023" },
  port = 800 * Gbit / s, radix = 64, nic_power = 0 * W,
  switch_power = estimate(1000 * W, "51.2T switches draw 0.8 to 1.2 kW without optics", "2024"),
  optic_power = estimate(14 * W, "800G class", "2025"),
  switch_price = usd(35000), nic_price = usd(2500), optic_price = usd(900), cable_price = usd(100),
  hop = published(0.5e-6 * s, LAT, "2024") }

-- The same switches without adaptive routing: flows are hashed onto links and collide. What
-- adaptive routing itself loses is in `efficiency`, as measured.
local function hashed() return estimate(0.6, "as NVIDIA says of flow collisions on standard Ethernet (Colossus, 28 Oct 2024); unchecked", "2024-10") end
network "RoCE-400-ECMP" { like = "RoCE-400", balance = hashed() }
network "RoCE-800-ECMP" { like = "RoCE-800", balance = hashed() }
