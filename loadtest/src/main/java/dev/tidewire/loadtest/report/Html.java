package dev.tidewire.loadtest.report;

import java.util.List;

/** Pieces of a page. */
final class Html {
  static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#d9d9d9;--soft:#666}
      @media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#161616;--line:#3a3a3a;--soft:#a0a0a0}}
      body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1180px;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem}h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}.scroll{overflow-x:auto}
      td,th{padding:.25rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
      td:first-child,th:first-child{text-align:left}th{font-weight:600;white-space:normal;vertical-align:bottom}
      .bad{color:#c0392b}.note,figcaption{color:var(--soft)}figure{margin:1rem 0;flex:1 1 480px;min-width:0}
      .charts{display:flex;flex-wrap:wrap;gap:1rem}svg{width:100%;height:auto}
      svg text{font-size:11px;fill:var(--soft)}.left{text-anchor:end}.below{text-anchor:middle}
      .grid{stroke:var(--line)}polyline{fill:none;stroke-width:2}rect.bar{rx:2}
      .legend span{margin-right:1rem;white-space:nowrap}.legend i{display:inline-block;width:.8em;height:.8em;margin-right:.35em}
      pre{overflow-x:auto;font-size:12px}
      """;

  private Html() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&quot;");
  }

  static String page(String title, String body) {
    return "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        + "<meta name='viewport' content='width=device-width,initial-scale=1'><title>"
        + escaped(title)
        + "</title><style>"
        + STYLE
        + "</style></head><body>"
        + body
        + "</body></html>\n";
  }

  static String row(String element, List<String> cells) {
    StringBuilder row = new StringBuilder("<tr>");
    for (String cell : cells) {
      row.append("<%s>%s</%s>".formatted(element, cell, element));
    }
    return row.append("</tr>").toString();
  }
}
