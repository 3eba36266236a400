package dev.tidewire.loadtest.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A line chart as SVG, without a script.
 *
 * @param scale how values are spread over the axes
 */
record Chart(String title, String unit, Scale scale, List<Line> lines, List<Tick> ticks) {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 260;
  private static final int LEFT = 64;
  private static final int BOTTOM = 30;
  private static final int TOP = 12;
  private static final int RIGHT = 12;
  private static final int TITLE = 34;
  private static final int ROW = 18;

  /** A picture on a page cannot see that page's colours, but it knows whether it is dark. */
  private static final String PICTURE_STYLE =
      "text{font:12px system-ui,sans-serif;fill:#555}.title{font-size:15px;fill:#1a1a1a}"
          + ".left{text-anchor:end}.below{text-anchor:middle}.grid{stroke:#ddd}"
          + "polyline{fill:none;stroke-width:2}.paper{fill:#fff}"
          + "@media(prefers-color-scheme:dark){text{fill:#aaa}.title{fill:#eee}"
          + ".grid{stroke:#3a3a3a}.paper{fill:#161616}}";

  /** Colours that can be told apart, also by the colour-blind. */
  static final List<String> COLOURS =
      List.of(
          "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#8c564b");

  /** The vertical axis; the horizontal one is the caller's. */
  enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /** One line; its points' x is from 0 to 1. */
  record Line(String name, List<Point> points) {}

  record Point(double x, double y) {}

  /** A mark on the horizontal axis. */
  record Tick(double x, String text) {}

  /** For a page, which styles it. */
  String figure() {
    return "<figure><figcaption>%s</figcaption><svg viewBox='0 0 %d %d' role='img'>%s</svg>%s</figure>"
        .formatted(Html.escaped(title), WIDTH, HEIGHT, drawing(), legend());
  }

  /** A file of its own, with its title, its legend and its style. */
  String picture() {
    int height = HEIGHT + TITLE + ROW * lines.size();
    return "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'><style>%s</style><rect width='100%%' height='100%%' class='paper'/><text x='%d' y='22' class='title'>%s</text><g transform='translate(0 %d)'>%s</g>%s</svg>\n"
        .formatted(
            WIDTH,
            height,
            WIDTH,
            height,
            PICTURE_STYLE,
            LEFT,
            Html.escaped(title),
            TITLE,
            drawing(),
            legendInside());
  }

  private String drawing() {
    double low = scale == Scale.LINEAR ? 0 : lowest();
    double high = Math.max(highest(), low * 1.1 + 1e-9);
    StringBuilder svg = new StringBuilder();
    for (double value : grid(low, high)) {
      double y = y(value, low, high);
      svg.append(
          "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/><text x='%d' y='%.1f' class='left'>%s</text>"
              .formatted(LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, number(value) + unit));
    }
    for (Tick tick : ticks) {
      double x = x(tick.x());
      svg.append(
          "<text x='%.1f' y='%d' class='below'>%s</text>"
              .formatted(x, HEIGHT - 8, Html.escaped(tick.text())));
    }
    for (int i = 0; i < lines.size(); i++) {
      svg.append(line(lines.get(i), colour(i), low, high));
    }
    return svg.toString();
  }

  private static String colour(int line) {
    return COLOURS.get(line % COLOURS.size());
  }

  private String legendInside() {
    StringBuilder legend = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      int y = HEIGHT + TITLE + ROW * i + 6;
      legend.append(
          "<rect x='%d' y='%d' width='10' height='10' fill='%s'/><text x='%d' y='%d'>%s</text>"
              .formatted(LEFT, y - 9, colour(i), LEFT + 16, y, Html.escaped(lines.get(i).name())));
    }
    return legend.toString();
  }

  private String line(Line line, String colour, double low, double high) {
    StringBuilder points = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    for (Point point : line.points()) {
      double x = x(point.x());
      double y = y(point.y(), low, high);
      points.append("%.1f,%.1f ".formatted(x, y));
      if (line.points().size() <= 20) {
        dots.append("<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>".formatted(x, y, colour));
      }
    }
    return "<polyline points='%s' stroke='%s'/>%s"
        .formatted(points.toString().strip(), colour, dots);
  }

  private String legend() {
    StringBuilder legend = new StringBuilder("<p class='legend'>");
    for (int i = 0; i < lines.size(); i++) {
      legend.append(
          "<span><i style='background:%s'></i>%s</span> "
              .formatted(colour(i), Html.escaped(lines.get(i).name())));
    }
    return legend.append("</p>").toString();
  }

  private double highest() {
    return values().max().orElse(1);
  }

  private double lowest() {
    return Math.max(1e-3, values().filter(value -> value > 0).min().orElse(1e-3));
  }

  private java.util.stream.DoubleStream values() {
    return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::y);
  }

  private List<Double> grid(double low, double high) {
    List<Double> values = new ArrayList<>();
    if (scale == Scale.LOGARITHMIC) {
      for (double value = Math.pow(10, Math.ceil(Math.log10(low))); value <= high; value *= 10) {
        values.add(value);
      }
      return values;
    }
    double step = Math.pow(10, Math.floor(Math.log10(high)));
    while (high / step < 4) {
      step /= 2;
    }
    for (double value = 0; value <= high; value += step) {
      values.add(value);
    }
    return values;
  }

  private static double x(double x) {
    return LEFT + x * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value, double low, double high) {
    double share =
        scale == Scale.LINEAR
            ? (value - low) / (high - low)
            : Math.log(Math.max(value, low) / low) / Math.log(high / low);
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
  }

  static String number(double value) {
    if (value >= 1000) {
      return "%,.0f".formatted(value);
    }
    String text = "%.3f".formatted(value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
