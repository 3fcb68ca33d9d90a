# What the program says about itself, and how it answers what it does not know.
"$AIFSIM" --version
"$AIFSIM" help units | head -3
"$AIFSIM" chekc
echo "exit $?"
"$AIFSIM" check --sett a=1 x.lua
echo "exit $?"
"$AIFSIM" check
echo "exit $?"
"$AIFSIM" help financ
echo "exit $?"
"$AIFSIM" check no-such-file.lua
echo "exit $?"
"$AIFSIM" help finance | sed -n '/^Fields/,/^  tax/p'
"$AIFSIM" help --man | sed -n '1,3p'
