"use strict";
// The genome browser on a variant's page: this node's own reference, the case's own rows where it
// is of a case, and nothing from elsewhere.

(() => {
  const box = document.getElementById("igv");
  if (!box || typeof igv === "undefined") return;
  const told = box.dataset;
  const tracks = [{
    name: told.name,
    type: "annotation",
    displayMode: "EXPANDED",
    features: [{ chr: told.contig, start: Number(told.start), end: Number(told.end), name: told.name }],
  }];
  if (told.variants) {
    tracks.push({ name: told.variantsName, type: "variant", format: "vcf", url: told.variants, indexed: false, displayMode: "EXPANDED", height: 160 });
  }
  if (told.genes) {
    tracks.push({ name: told.genesName, type: "annotation", format: "bed", url: told.genes, indexed: false, displayMode: "EXPANDED" });
  }
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
    tracks,
  });
  // A click would open a list of links that igv looks up on a public host: there is none here.
  shown.then((browser) => browser.on("trackclick", () => false));
})();
