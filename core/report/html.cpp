#include "core/report/html.h"

#include <algorithm>
#include <ostream>

#include "core/base/text.h"
#include "core/report/visible.h"

namespace winnow {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--ink:#1b1f23;--paper:#fff;--soft:#57606a;--line:#d0d7de;--bar:#3b6ea5;--mark:#9a6700;
--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--soft:#9aa4ae;--line:#30363d;--bar:#6ea8e0;
--mark:#d8a030;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);
background:var(--paper)}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.5rem;border-top:1px solid var(--line);padding-top:1rem}
h3{font-size:1rem}
a{color:var(--bar)}
code{font-family:ui-monospace,monospace;font-size:.9em;unicode-bidi:isolate;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:1rem 0}
dt{color:var(--soft)}dd{margin:0}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:1rem 0;min-width:50%}
caption{text-align:left;color:var(--soft);padding-bottom:.3rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line)}
.n{text-align:right;font-variant-numeric:tabular-nums}
.badge{border:1px solid currentColor;border-radius:.3rem;padding:0 .4rem}
.bad{color:var(--bad);font-weight:600}
figure{margin:1rem 0}figcaption{color:var(--soft)}
svg{max-width:100%;height:auto}svg text{fill:var(--ink);font:11px system-ui,sans-serif}
svg .bar{fill:var(--bar)}svg .mark{fill:var(--mark)}
@media print{body{max-width:none;padding:0}details>*{display:block}h2{break-after:avoid}table,figure{break-inside:avoid}}
)css";

std::string escaped(std::string_view words) {
  std::string out;
  for (const char c : visible(words)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string number_class(const HtmlTable::Column& column) {
  return column.holds == HtmlTable::Column::Holds::numbers ? " class=\"n\"" : "";
}

}  // namespace

Html html(std::string_view words) {
  return {escaped(words)};
}

Html code(std::string_view words) {
  return {"<code>" + escaped(words) + "</code>"};
}

Html badge(std::string_view word, Tone tone) {
  return {std::string("<span class=\"badge") + (tone == Tone::alarming ? " bad" : "") + "\">" + escaped(word) +
          "</span>"};
}

Html link(std::string_view path, std::string_view words) {
  return {"<a href=\"" + escaped(path) + "\">" + escaped(words) + "</a>"};
}

Html operator+(Html a, const Html& b) {
  a.text += b.text;
  return a;
}

HtmlPage::HtmlPage(std::ostream& out, std::string_view title, int seconds) : out_(out) {
  out_ << kPageBeginning << "\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
       << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
       << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
          "img-src data:; base-uri 'none'; form-action 'none'\">\n"
       << "<meta name=\"referrer\" content=\"no-referrer\">\n"
       << "<link rel=\"icon\" href=\"data:,\">\n";
  if (seconds > 0) out_ << "<meta http-equiv=\"refresh\" content=\"" << seconds << "\">\n";
  out_ << "<title>" << escaped(title) << "</title>\n<style>" << kStyle << "</style></head>\n<body><main>\n<h1>"
       << escaped(title) << "</h1>\n";
}

HtmlPage::~HtmlPage() {
  out_ << "</main></body></html>\n";
}

void HtmlPage::heading(std::string_view words, int level) {
  out_ << "<h" << level << '>' << escaped(words) << "</h" << level << ">\n";
}

void HtmlPage::paragraph(const Html& content) {
  out_ << "<p>" << content.text << "</p>\n";
}

void HtmlPage::facts(const std::vector<std::pair<std::string, Html>>& facts) {
  out_ << "<dl>\n";
  for (const auto& [name, value] : facts) out_ << "<dt>" << escaped(name) << "</dt><dd>" << value.text << "</dd>\n";
  out_ << "</dl>\n";
}

void HtmlPage::table(const HtmlTable& table) {
  if (table.rows.empty()) return;
  out_ << "<div class=\"wide\"><table><caption>" << escaped(table.caption) << "</caption>\n<thead><tr>";
  for (const HtmlTable::Column& column : table.columns) {
    out_ << "<th scope=\"col\"" << number_class(column) << '>' << escaped(column.name) << "</th>";
  }
  out_ << "</tr></thead>\n<tbody>\n";
  for (const std::vector<Html>& row : table.rows) {
    out_ << "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      out_ << "<td" << number_class(table.columns.at(i)) << '>' << row[i].text << "</td>";
    }
    out_ << "</tr>\n";
  }
  out_ << "</tbody></table></div>\n";
}

void HtmlPage::chart(std::string_view title, std::string_view of, const std::vector<Bar>& bars) {
  if (bars.empty()) return;
  constexpr int kHeight = 22, kLabel = 170, kWidth = 420;  // pixels
  std::uint64_t most = 1;
  for (const Bar& bar : bars) most = std::max(most, bar.value);
  out_ << "<figure><figcaption>" << escaped(title) << "</figcaption>\n<svg role=\"img\" aria-label=\""
       << escaped(title) << "; the figures are in the table below\" viewBox=\"0 0 " << kLabel + kWidth + 110 << ' '
       << static_cast<int>(bars.size()) * kHeight << "\" width=\"" << kLabel + kWidth + 110 << "\">\n";
  int y = 0;
  for (const Bar& bar : bars) {
    const auto width = static_cast<int>(static_cast<double>(bar.value) / static_cast<double>(most) * kWidth);
    out_ << "<text x=\"0\" y=\"" << y + 15 << "\">" << escaped(bar.label) << "</text><rect class=\""
         << (bar.marked ? "mark" : "bar") << "\" x=\"" << kLabel << "\" y=\"" << y + 4 << "\" width=\""
         << std::max(width, bar.value > 0 ? 1 : 0) << "\" height=\"" << kHeight - 8 << "\"/><text x=\""
         << kLabel + width + 6 << "\" y=\"" << y + 15 << "\">" << with_commas(bar.value) << "</text>\n";
    y += kHeight;
  }
  out_ << "</svg>\n</figure>\n";
  HtmlTable figures{std::string(title), {{""}, {std::string(of), HtmlTable::Column::Holds::numbers}}, {}};
  for (const Bar& bar : bars) {
    figures.rows.push_back({html(bar.label), html(with_commas(bar.value))});
  }
  out_ << "<details><summary>The figures of this chart</summary>\n";
  table(figures);
  out_ << "</details>\n";
}

}  // namespace winnow
