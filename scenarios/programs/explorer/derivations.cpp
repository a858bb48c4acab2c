#include "scenarios/programs/explorer/derivations.hpp"

namespace ctxlab::programs::derivations {
namespace {

bool has(std::string_view words, char word) { return words.find(word) != words.npos; }

void add(ways& to, ways more) { to = sum(to, more); }

// One after the other, of `size` together.
void add_sequence(of_size& to, const by_size& first, const by_size& second, std::size_t size) {
  for (std::size_t n = 0; n <= size && n < first.size(); ++n)
    for (int from : {0, 1})
      for (int between : {0, 1})
        for (std::size_t one = 0; one != used_sets; ++one) {
          const ways firsts = first[n][from][between][one];
          if (!firsts || size - n >= second.size()) continue;
          for (int to_held : {0, 1})
            for (std::size_t other = 0; other != used_sets; ++other)
              add(to[from][to_held][one | other], product(firsts, second[size - n][between][to_held][other]));
        }
}

// Of a word that stands for itself and changes nothing of the variable.
void add_leaf(of_size& to, char word) {
  for (int held : {0, 1}) add(to[held][held][used_by(word)], 1);
}

// Of a word before a part in the same function.
void add_prefixed(of_size& to, char word, const of_size& part) {
  for (int from : {0, 1})
    for (int held : {0, 1})
      for (std::size_t used = 0; used != used_sets; ++used)
        add(to[from][held][used | used_by(word)], part[from][held][used]);
}

// Of a word before the body of a function, whose variable is its own.
void add_function(of_size& to, char word, const of_size& body) {
  for (int held : {0, 1})
    for (std::size_t used = 0; used != used_sets; ++used) add(to[held][held][used | used_by(word)], body[0][0][used]);
}

void add_let(of_size& to, const of_size& expression) {
  for (int from : {0, 1})
    for (std::size_t used = 0; used != used_sets; ++used) add(to[from][1][used], expression[from][0][used]);
}

class counting {
 public:
  counting(std::string_view words, std::size_t sizes) : words_(words) {
    for (by_size* each : {&made_.body, &made_.expression, &made_.no_raw_sleep, &statement_}) each->resize(sizes + 1);
    for (int held : {0, 1}) made_.body[0][held][held][0] = 1;
    for (std::size_t size = 1; size <= sizes; ++size) {
      made_.expression[size] = expressions(size, expression_words);
      made_.no_raw_sleep[size] = expressions(size, "BCGRYqsv");
      statement_[size] = statements(size);
      add_sequence(made_.body[size], statement_, made_.body, size);
    }
  }

  table made_;

 private:
  of_size expressions(std::size_t size, std::string_view of) {
    of_size made{};
    for (const char word : of) {
      if (!has(words_, word)) continue;
      if (has("CBR", word))
        add_function(made, word, made_.body[size - 1]);
      else if (word == 'Y')
        add_prefixed(made, word, made_.no_raw_sleep[size - 1]);
      else if (word == 'G')
        add_sequence(made, made_.expression, made_.expression, size - 1);
      else if (size == 1 && word == 'v')
        add(made[1][0][0], 1);
      else if (size == 1)
        add_leaf(made, word);
    }
    return made;
  }
  of_size statements(std::size_t size) {
    of_size made{};
    for (const char word : statement_words) {
      if (!has(words_, word)) continue;
      if (has("wp", word))
        add_prefixed(made, word, made_.body[size - 1]);
      else if (has("ae", word))
        add_prefixed(made, word, made_.expression[size - 1]);
      else if (word == 'l')
        add_let(made, made_.expression[size - 1]);
      else if (size == 1)
        add_leaf(made, word);
    }
    return made;
  }

  std::string_view words_;
  by_size statement_;
};

}  // namespace

ways sum(ways a, ways b) {
  ways made = 0;
  return __builtin_add_overflow(a, b, &made) ? uncountable : made;
}

ways product(ways a, ways b) {
  ways made = 0;
  return __builtin_mul_overflow(a, b, &made) ? uncountable : made;
}

std::uint8_t used_by(char word) {
  switch (word) {
    case 'q': return queue_waited;
    case 'f':
    case 'g': return queue_emptied;
    case 'w':
    case 'R': return context_made;
    default: return 0;
  }
}

table count_derivations(std::string_view words, int size) {
  return counting(words, static_cast<std::size_t>(size)).made_;
}

rest before(const by_size& part, const rest& follows) {
  rest made(follows.size());
  for (std::size_t n = 0; n != follows.size(); ++n)
    for (std::size_t own = 0; own <= n; ++own)
      for (int from : {0, 1})
        for (int held : {0, 1})
          for (std::size_t used = 0; used != used_sets; ++used) {
            const ways parts = part[own][from][held][used];
            if (!parts) continue;
            for (std::size_t already = 0; already != used_sets; ++already)
              add(made[n][from][already], product(parts, follows[n - own][held][already | used]));
          }
  return made;
}

}  // namespace ctxlab::programs::derivations
