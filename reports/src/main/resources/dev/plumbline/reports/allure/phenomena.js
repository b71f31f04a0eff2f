// A tab that shows the leaves by phenomenon and block.
allure.api.addTab("phenomena", {
  title: "Phenomena",
  icon: "fa fa-eye",
  route: "phenomena(/)(:testGroup)(/)(:testResult)(/)(:testResultTab)(/)",
  onEnter: (testGroup, testResult, testResultTab) =>
    new allure.components.TreeLayout({
      testGroup,
      testResult,
      testResultTab,
      tabName: "Phenomena",
      baseUrl: "phenomena",
      url: "data/phenomena.json",
    }),
});
