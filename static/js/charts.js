// Turns the picture of a chart into an interactive one when it is about to be seen. The picture, the words and the table
// beside it are there without this script, and assistive technology keeps to the words and the table.
{
  const { plotly, styles } = document.currentScript.dataset;
  const LABEL = 78; // pixels that a period's label needs beside the next
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

  // As many period labels as fit, counted back from the newest, and less room for the labels of lines on a phone. The
  // figure on the page has its own heading, so the plot's title is left out.
  const fit = ({ title, ...layout }, width) => {
    const { tickvals = [], ticktext = [] } = layout.xaxis ?? {};
    const names = layout.margin?.r ?? 130;
    const r = width < 600 ? Math.round(Math.min(names * 0.86, width * 0.36)) : names; // the letters are smaller, too
    const margin = { ...layout.margin, t: 24, r };
    const room = width - (margin.l ?? 60) - margin.r;
    const every = Math.max(1, Math.ceil((tickvals.length * LABEL) / room));
    const kept = (_, index) => (tickvals.length - 1 - index) % every === 0;
    return {
      ...layout,
      autosize: true,
      margin,
      font: { ...layout.font, family: getComputedStyle(document.body).fontFamily, size: width < 600 ? 12 : 14 },
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

  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        seen.unobserve(entry.target);
        draw(entry.target).catch(() => entry.target.classList.remove("app-chart--live"));
      }
    },
    { rootMargin: "200px" },
  );
  document.querySelectorAll(".app-chart:has([data-chart])").forEach((figure) => seen.observe(figure));
}
