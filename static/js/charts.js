// Turns the picture of a chart into an interactive one when somebody reaches for it: the library weighs more than all
// the rest of the page. The picture, the words and the table beside it are there without this script, and assistive
// technology keeps to the words and the table.
{
  const { plotly, styles } = document.currentScript.dataset;
  const GAP = 16; // pixels at least between a period's label and the next
  const PHONE = 600; // narrower than this, the names of lines have no room beside them
  let loading = null;

  const load = () => {
    loading ??= new Promise((resolve, reject) => {
      const sheet = document.createElement("link");
      sheet.id = "plotly.js-style-global"; // with this class, Plotly leaves its own <style> out
      sheet.className = "no-inline-styles";
      sheet.rel = "stylesheet";
      sheet.href = styles;
      const script = document.createElement("script");
      script.src = plotly;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error("The chart library did not load"));
      document.head.append(sheet, script);
    });
    return loading;
  };

  const widest = (texts, { size, family }) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${size}px ${family}`;
    return Math.max(0, ...texts.map((text) => pen.measureText(text).width));
  };

  // As many period labels as fit, counted back from the newest. On a phone the lines are named in a key beneath instead
  // of at their right ends. The figure on the page has its own heading, so the plot's title is left out.
  const fit = ({ title, annotations = [], ...layout }, width) => {
    const { tickvals = [], ticktext = [], range = [0, 1] } = layout.xaxis ?? {};
    const isPhone = width < PHONE;
    const font = { ...layout.font, family: getComputedStyle(document.body).fontFamily, size: isPhone ? 12 : 14 };
    const label = widest(ticktext, font);
    const margin = { ...layout.margin, t: 24, r: isPhone ? Math.ceil(label / 2) : (layout.margin?.r ?? 130) };
    const unit = (width - (margin.l ?? 60) - margin.r) / (range[1] - range[0]);
    const every = tickvals.length > 1 ? Math.ceil((label + GAP) / (unit * (tickvals[1] - tickvals[0]))) : 1;
    const kept = (_, index) => (tickvals.length - 1 - index) % every === 0;
    return {
      ...layout,
      autosize: true,
      margin,
      font,
      annotations: isPhone ? annotations.filter(({ xref }) => xref !== "paper") : annotations,
      showlegend: isPhone,
      legend: { orientation: "h", x: 0, y: -0.16, yanchor: "top", itemclick: false, itemdoubleclick: false },
      xaxis: { ...layout.xaxis, tickvals: tickvals.filter(kept), ticktext: ticktext.filter(kept), tickangle: 0 },
    };
  };

  const draw = async (figure) => {
    const plot = figure.querySelector("[data-chart]");
    const { data, layout } = JSON.parse(document.getElementById(plot.dataset.chart).textContent);
    const Plotly = await load();
    figure.classList.add("app-chart--live");
    await Plotly.newPlot(plot, data, fit(layout, plot.clientWidth), { displayModeBar: false, responsive: true });
  };

  document.querySelectorAll(".app-chart:has([data-chart])").forEach((figure) => {
    const picture = figure.querySelector(".app-chart__picture");
    let asked = false;
    const reach = () => {
      if (asked) return;
      asked = true;
      draw(figure).catch(() => figure.classList.remove("app-chart--live"));
    };
    picture.addEventListener("pointerenter", reach);
    picture.addEventListener("pointerdown", reach);
  });
}
