#include "schemes/scheme_card.hpp"

#include <vector>

#include "schemes/all.hpp"

namespace ctxlab {
namespace {

template <class S>
concept in_format = S::in_format;
template <class S>
concept has_rules = requires {
  S::rules();
};

template <class S>
scheme_card card_of() {
  scheme_card card{S::name, S::role, S::brief, S::warns, in_format<S>, nullptr};
  if constexpr (has_rules<S>) card.rules = &S::rules();
  return card;
}

std::vector<scheme_card> make_list() {
  std::vector<scheme_card> list;
  all_schemes::for_each([&]<class S>() { list.push_back(card_of<S>()); });
  return list;
}

}  // namespace

std::span<const scheme_card> scheme_cards() {
  static const std::vector<scheme_card> list = make_list();
  return list;
}

}  // namespace ctxlab
