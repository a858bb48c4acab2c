// The subcommands of ctxlab about programs as data.
#pragma once

namespace CLI {
class App;
}

namespace ctxlab {

// `ctxlab replay`: runs programs and prints, checks or times their traces.
void add_replay(CLI::App& to);
// `ctxlab show`: one program as pseudo-code, with the timeline of each scheme.
void add_show(CLI::App& to);

}  // namespace ctxlab
