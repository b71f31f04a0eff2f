// How metrics went on from comparable runs, below Allure's own trends.
allure.api.addWidget(
  "graph",
  "metrics-trend",
  allure.components.WidgetStatusView.extend({
    getTemplate() {
      return ({ html }) => html;
    },
    serializeData() {
      return this.model.get("items") || this.model.attributes;
    },
  })
);
