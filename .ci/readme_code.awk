# Prints the code blocks of README.md that are marked ```cpp, in order, as one translation unit.
/^```cpp$/ { printf "#line %d \"README.md\"\n", NR + 1; code = 1; next }
/^```/ { code = 0; next }
code { print }
