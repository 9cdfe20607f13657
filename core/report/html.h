/// The parts of a page for people: one self-contained file, without a script and without a request to anywhere,
/// that can be read in the dark, on paper and by a screen reader.
///
/// Everything that is given as words is escaped here, so that no key, path or reason can be markup; control
/// characters are spelled out, and each piece of data is isolated from the direction of the text around it (Unicode
/// UAX 9). The page forbids itself scripts and requests as well (Content-Security-Policy).
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace winnow {

/// The first bytes of every page that a command writes, by which it knows its own earlier output.
inline constexpr std::string_view kPageBeginning = "<!DOCTYPE html>\n<!-- winnow -->";

/// What a cell or a paragraph holds: HTML that is made by html() or code() alone.
struct Html {
  std::string text;
};

/// Words as text.
Html html(std::string_view words);
/// A piece of data: a key, a path, an id.
Html code(std::string_view words);
/// A word that stands out; `alarming` where a person has to look.
enum class Tone { fine, alarming };
Html badge(std::string_view word, Tone tone);
Html link(std::string_view path, std::string_view words);
Html operator+(Html a, const Html& b);

struct HtmlTable {
  struct Column {
    std::string name;
    enum class Holds { words, numbers } holds = Holds::words;
  };
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Html>> rows;
};

/// A bar of a chart; `marked` is the one to compare the others with.
struct Bar {
  std::string label;
  std::uint64_t value = 0;
  bool marked = false;
};

/// Writes one page from its head on; end() or the destructor closes it. Thread rule: one thread.
class HtmlPage {
 public:
  /// `seconds`: after how long a browser asks for it anew; 0: never.
  HtmlPage(std::ostream& out, std::string_view title, int seconds = 0);
  ~HtmlPage();
  HtmlPage(const HtmlPage&) = delete;
  HtmlPage& operator=(const HtmlPage&) = delete;

  void heading(std::string_view words, int level);
  void paragraph(const Html& content);
  /// Name and value pairs.
  void facts(const std::vector<std::pair<std::string, Html>>& facts);
  /// An empty table is left out.
  void table(const HtmlTable& table);
  /// A picture of the bars with the same figures as a table below it.
  void chart(std::string_view title, std::string_view of, const std::vector<Bar>& bars);

 private:
  std::ostream& out_;
};

}  // namespace winnow
