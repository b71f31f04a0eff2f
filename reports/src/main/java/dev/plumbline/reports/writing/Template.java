package dev.plumbline.reports.writing;

import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;

/** A page's template among the resources. All that is put into it is escaped. */
public final class Template {

  private static final Configuration CONFIGURATION = configuration();

  private final String name;

  /**
   * Makes a template.
   *
   * @param owner the class that it lies beside
   * @param name the resource's name, which ends in {@code .ftlh}
   */
  public Template(Class<?> owner, String name) {
    this.name = owner.getPackageName().replace('.', '/') + "/" + name;
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration(Configuration.VERSION_2_3_34);
    configuration.setClassForTemplateLoading(Template.class, "/");
    configuration.setDefaultEncoding("UTF-8");
    configuration.setLocale(Locale.ROOT);
    configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    return configuration;
  }

  /**
   * Fills the template in.
   *
   * @param model maps, lists, texts, numbers and truth values by name
   */
  public String fill(Map<String, Object> model) throws IOException {
    StringWriter page = new StringWriter();
    try {
      CONFIGURATION.getTemplate(name).process(model, page);
    } catch (TemplateException e) {
      throw new IOException("The page " + name + " cannot be made", e);
    }
    return page.toString();
  }
}
