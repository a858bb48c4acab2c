// The catalogue: where log contexts went wrong, in the wild. Failure patterns that users of context-propagating
// systems reported, each as the smallest program that shows it, with the public thread it comes from.
//
// In a program: `in X{}` a scope, `~` a suspension, `L` a log line. In what was seen: `w` wanted, `g` got.
#pragma once

#include <array>
#include <string_view>

namespace ctxlab::scenarios {

struct pattern {
  int number;  // from 1
  std::string_view text;
  std::string_view program;
  std::string_view wild;  // what was seen there
  std::string_view source;
  std::string_view shown_by = "lines";  // what shows it here beside them: nothing (lines), cpu, or alive: contexts kept
};

inline constexpr std::array<pattern, 30> patterns = {{
    {1, "caller loses its context", "in A{ bg(); L } where bg suspends and clears", "w A g none",
     "log_contexts, fire-and-forget"},
    {2, "completion leaks into the reactor", "in A{ bg() }, bg completes and restores A; next event L", "w none g A",
     "log_contexts, fire-and-forget; element-hq/synapse#18964"},
    {3, "awaitable that clears nothing", "in A{ ~rawTimer }; another timer L", "w none g A",
     "element-hq/synapse#19058"},
    {4, "firing changes the firer", "in A{ d.fire(); L }, the waiter resumes and suspends", "w A g none",
     "element-hq/synapse#19146"},
    {5, "a finished context starts again", "in A{ d.fire() }, the waiter is in B{ ~ }, A ends, B's exit restores A",
     "the finished A is current again", "element-hq/synapse#13366"},
    {6, "a timeout runs the waiter in the timer", "in A{ ~timeout(never, 1) }; the timer cancels, then L",
     "w timer g A", "element-hq/synapse#19090, element-hq/synapse#19066"},
    {7, "fired, but paused",
     "a deferred that has fired and is paused on another; in A{ ~d } takes the fast path and saves nothing",
     "the reactor g A", "matrix-org/synapse#3170"},
    {8, "gather without wrapping", "in A{ x=op1(); y=op2(); ~gather(x,y) }", "op2 w A g none",
     "log_contexts, passing synapse deferreds into third-party functions"},
    {9, "destroyed orphan restores",
     "in A{ t=start(guard(none){ ~never }) }; drop t elsewhere: the guard restores A; next L", "w none g A",
     "log_contexts, a note on garbage-collection; OpenTelemetry Java, \"Scope garbage collected\""},
    {10, "a set outlives its callback", "event 1 sets A; event 2 L", "w none g A", "oven-sh/bun#41190"},
    {11, "the empty context is not restored", "T1 (none) ~baton; L; T2 in B{ post }", "w none g B",
     "facebook/folly#2017"},
    {12, "installed twice, restored once", "outer{ in A{ inner{~} } }, the resume installs A twice; outer L",
     "w none g A", "ktorio/ktor#5503"},
    {13, "resumed inline", "T1: in A{ ~c }; L; T2 resumes c on the same thread", "w initial g A",
     "Kotlin/kotlinx.coroutines#4326, Kotlin/kotlinx.coroutines#4121"},
    {14, "a guard held across a thread change", "guard(A); ~; L resumes on thread 2",
     "w A g none, and thread 1's next task w none g A", "hashintel/hash#5630"},
    {15, "an inner scope is forgotten", "a=open A; b=open B; a.close(); L with b never closed", "g B for ever, or none",
     "open-telemetry/opentelemetry-java#5061"},
    {16, "a waiter runs as the releaser", "in R1{ get(c); later release }, in R2{ get(-> L) }", "w R2 g R1",
     "oven-sh/bun#43652; brianc/node-postgres#2533"},
    {17, "a pooled object keeps its creator", "in R1{ conn=open(onData) }, in R2{ use(conn) }; onData L", "w R2 g R1",
     "brianc/node-pg-pool#108"},
    {18, "a shared fetch", "in R1{ load(k) }, in R2{ load(k) }, one fetch: its L", "g R1 for both",
     "matrix-org/synapse#2077"},
    {19, "a thread hand-off", "in A{ pool.run(L) }", "w A g none", "python/cpython#78195"},
    {20, "a worker born in a request", "in R1{ pool.run(f) } creates the thread; in R2{ pool.run(L) }", "w R2 g R1",
     "wildfly#16477 (not confirmed); wildfly/wildfly#12159, of access rights"},
    {21, "a capture that never dies", "in R1{ lazyInit(repeatingTimer) }; each tick L",
     "w none g R1, finished, never freed", "dotnet/corefx#26069", "alive"},
    {22, "a worker never cleared", "two workers, many requests, no clear: L", "the same name for all after the first",
     "reactor/reactor-core#3584"},
    {23, "accounting without a switch hook", "a resume installs a copy and tells nobody",
     "stop without start, CPU charged wrongly", "element-hq/synapse#10342, element-hq/synapse#18871", "cpu"},
    {24, "a callee's scope stays with its caller", "in R1{ part(); L } where part is in P{ ~ }", "w R1 g P",
     "nodejs/node#58104, nodejs/node#52065"},
    {25, "a limiter starts the next job in the last one", "in R1{ ~; release }, in R2{ enqueue(job) }; job's L",
     "w R2 g R1", "sindresorhus/p-queue#200; apify/crawlee#3427"},
    {26, "a dropped coroutine's destructors log", "in R1{ t=start(lock; ~never) }, in R2{ drop t }; the lock's L",
     "w R1 g R2", "tokio-rs/tracing#2541"},
    {27, "a connection's loop keeps what a request set", "loop{ ~; set R1; L; ~; L }", "w none g R1",
     "dotnet/aspnetcore#13991"},
    {28, "a reader armed again inside a request keeps it", "in R1{ arm(L) }; then data for all", "w none g R1",
     "python/cpython#140947"},
    {29, "two concurrent blocks are measured in one context", "in R1{ ~gather(left, right) }", "each was charged both",
     "matrix-org/synapse#6491", "cpu"},
    {30, "the address of a thread-local is kept over a suspension", "a=&current; ~; *a=A on thread 2; L",
     "w A g none, and thread 1's next task w none g A", "llvm/llvm-project#47179"},
}};

}  // namespace ctxlab::scenarios
