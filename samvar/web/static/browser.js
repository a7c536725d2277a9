"use strict";
// The genome browser on a variant's page: this node's own reference, and nothing from elsewhere.

(() => {
  const box = document.getElementById("igv");
  if (!box || typeof igv === "undefined") return;
  const told = box.dataset;
  const shown = igv.createBrowser(box, {
    loadDefaultGenomes: false,
    search: false,
    showCursorTrackingGuideButton: false,
    showCenterGuideButton: false,
    showTrackLabelButton: false,
    showSampleNames: false,
    queryParametersSupported: false,
    reference: {
      id: told.assembly,
      name: told.assembly,
      fastaURL: `${told.reference}/bases.fa`,
      indexURL: `${told.reference}/index.fai`,
      wholeGenomeView: false,
    },
    locus: told.locus,
    tracks: [{
      name: told.name,
      type: "annotation",
      displayMode: "EXPANDED",
      features: [{ chr: told.contig, start: Number(told.start), end: Number(told.end), name: told.name }],
    }],
  });
  // A click would open a list of links that igv looks up on a public host: there is none here.
  shown.then((browser) => browser.on("trackclick", () => false));
})();
