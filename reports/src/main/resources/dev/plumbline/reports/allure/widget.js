// The verdict and the way to the page to decide on, first on the overview.
allure.api.addWidget(
  "widgets",
  "plumbline",
  allure.components.WidgetStatusView.extend({
    getTemplate() {
      return ({ html }) => html;
    },
    serializeData() {
      return this.model.get("items") || this.model.attributes;
    },
    onDomRefresh() {
      const widget = this.el.closest(".widget");
      if (widget) {
        widget.parentElement.prepend(widget);
      }
    },
  })
);
