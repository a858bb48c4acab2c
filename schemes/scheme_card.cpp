#include "schemes/scheme_card.hpp"

#include <vector>

#include "schemes/all.hpp"

namespace ctxlab {
namespace {

template <class S>
constexpr scheme_card card_of() {
  return {S::name, S::role, S::brief, S::warns, requires {requires S::in_format;
}
};  // namespace
}  // namespace ctxlab

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
