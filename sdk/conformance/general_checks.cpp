/// What jobs and stores have in common: the symbol, the tables, the description, the options.
#include <elf.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

#include "trial.h"

namespace winnow::conformance {
namespace {

/// As the Itanium C++ ABI spells names of std: of what lies in it, and the guard of such a variable.
bool is_of_the_standard(std::string name) {
  for (const char* const guard : {"_ZGV", "_ZGR"}) {
    if (name.starts_with(guard)) name.replace(0, 4, "_Z");
  }
  constexpr std::string_view kStd[] = {"_ZNSt", "_ZNKSt", "_ZSt",   "_ZZNSt", "_ZZNKSt",
                                       "_ZZSt", "_ZTISt", "_ZTVSt", "_ZTSSt"};
  return std::ranges::any_of(kStd, [&](std::string_view begin) { return name.starts_with(begin); });
}

/// The names of what a library exports, read from its file: nothing of it runs.
std::vector<std::string> exports_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  const auto at = [&bytes](std::size_t offset, std::size_t size) {
    require(offset <= bytes.size() && size <= bytes.size() - offset, "it is no whole shared library");
    return bytes.data() + offset;
  };
  Elf64_Ehdr head;
  std::memcpy(&head, at(0, sizeof head), sizeof head);
  require(std::memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 && head.e_type == ET_DYN, "it is no shared library");
  std::vector<Elf64_Shdr> sections(head.e_shnum);
  if (head.e_shnum > 0) {
    std::memcpy(sections.data(), at(head.e_shoff, head.e_shnum * sizeof(Elf64_Shdr)),
                head.e_shnum * sizeof(Elf64_Shdr));
  }
  std::vector<std::string> out;
  for (const Elf64_Shdr& section : sections) {
    if (section.sh_type != SHT_DYNSYM) continue;
    require(section.sh_link < sections.size(), "its table of symbols is broken");
    const Elf64_Shdr& names = sections[section.sh_link];
    for (std::size_t i = 0; i < section.sh_size / sizeof(Elf64_Sym); ++i) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, at(section.sh_offset + i * sizeof symbol, sizeof symbol), sizeof symbol);
      const auto binding = ELF64_ST_BIND(symbol.st_info);
      if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL) continue;
      const char* const text = at(names.sh_offset + symbol.st_name, 1);
      std::string name(text, ::strnlen(text, static_cast<std::size_t>(bytes.data() + bytes.size() - text)));
      // A weak one is seen by its own library alone. One that is unique is the same for all libraries of a process,
      // so that two plugins with classes of one name would get one table; of the standard library's own nobody is
      // to blame.
      if (binding == STB_WEAK || (binding == STB_GNU_UNIQUE && is_of_the_standard(name))) continue;
      out.push_back(std::move(name));
    }
  }
  return out;
}

void one_symbol(const Subject& subject) {
  bool entry = false;
  for (const std::string& name : exports_of(subject.file)) {
    if (name == "_init" || name == "_fini") continue;
    require(name == "winnow_library_v1", "it also exports " + name + "; build it with -fvisibility=hidden");
    entry = true;
  }
  require(entry, "it does not export winnow_library_v1");
}

void loads(const Subject& subject) {
  load(subject.file);
}

void whole_tables(const Subject& subject) {
  plugin_of(subject);
}

/// All that a table says, as one text.
std::string described(const winnow_plugin& plugin) {
  std::string out = std::string(plugin.id) + '\n' + plugin.version + '\n' + plugin.summary;
  for (const winnow_option* const* row = plugin.options; *row != nullptr; ++row) {
    out += std::string("\n") + (*row)->name + ' ' + std::to_string((*row)->type) + ' ' + (*row)->help + ' ' +
           ((*row)->fallback == nullptr ? "" : (*row)->fallback);
  }
  return out;
}

void pure_description(const Subject& subject) {
  const auto began = std::chrono::steady_clock::now();
  const winnow_library* const first = load(subject.file);
  const std::string once = described(plugin_of(subject));
  require(load(subject.file) == first, "the second call answers another table");
  require(described(plugin_of(subject)) == once, "the second call describes another plugin");
  const auto took = std::chrono::steady_clock::now() - began;
  require(took < std::chrono::seconds(1), "describing itself takes more than a second");
}

void named_as_its_file(const Subject& subject) {
  const std::string id = plugin_of(subject).id;
  require(!id.empty() && id.find('/') == std::string::npos, "its id \"" + id + "\" cannot be the name of a file");
  const std::string name = subject.file.substr(subject.file.rfind('/') + 1);
  require(name == id + ".so", "the file is called " + name + ", but must be called " + id + ".so");
}

/// create() with values that the host would never let through: any answer is fine but a crash or success without
/// self.
void survives_options(const Subject& subject) {
  const winnow_plugin& plugin = plugin_of(subject);
  std::vector<Value> values;
  try {
    values = values_of(plugin, subject);
  } catch (const LeftOut&) {
    for (const winnow_option* const* row = plugin.options; *row != nullptr; ++row) values.push_back(Value::null());
  }
  const auto attempt = [&plugin](const std::vector<Value>& with) {
    TestHost& host = lasting<TestHost>();
    Lender lender;
    std::vector<winnow_value> lent;
    for (const Value& value : with) lent.push_back(lender.lend(value));
    winnow_error error{};
    void* self = nullptr;
    const winnow_code code = plugin.create(host.table(), lent.data(), lent.size(), &self, &error);
    if (code == WINNOW_OK) plugin.destroy(self);
    host.term().end();
    require(code == WINNOW_OK || error.message[0] != '\0', "create() refuses a value and does not say why");
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    const winnow_type type = plugin.options[i]->type;
    std::vector<Value> with = values;
    with[i] = Value::null();
    attempt(with);
    for (const std::int64_t extreme : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
      if (type != WINNOW_INT && type != WINNOW_SPAN) continue;
      with[i] = type == WINNOW_INT ? Value::integer(extreme) : Value::span(Span{extreme});
      attempt(with);
    }
    if (type == WINNOW_TEXT) {
      with[i] = Value::of_text("\xff\n" + std::string(70'000, 'x'));
      attempt(with);
    }
  }
}

void lives_and_dies(const Subject& subject) {
  for (int i = 0; i < 20; ++i) const Instance instance(subject);
}

}  // namespace

std::vector<Check> loading_checks() {
  return {{"one_symbol", "it exports winnow_library_v1 and nothing else", one_symbol},
          {"loads", "it can be loaded: every function that it needs is there", loads},
          {"whole_tables", "its tables have all that version 1.0 demands", whole_tables}};
}

std::vector<Check> general_checks() {
  return {
      {"pure_description", "it says the same of itself each time, and at once", pure_description},
      {"named_as_its_file", "its file has the name under which winnow looks for it", named_as_its_file},
      {"declares_its_options",
       "its options have names of their own, and defaults of their type and within their range",
       declares_its_options},
      {"survives_options", "a missing or absurd value of an option is an error with words, never a crash",
       survives_options},
      {"lives_and_dies", "instances can be made and destroyed again and again", lives_and_dies},
      {"calls_nothing_too_late",
       "it calls no sink and no bin once the call that brought it has returned, and nothing of the host's once it "
       "is destroyed, also not from a thread or as the program ends",
       calls_nothing_too_late}};
}

}  // namespace winnow::conformance
