package dev.plumbline.reports.charts;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.RenderedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.ImageHandlerBase64Encoder;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Makes SVG of what is drawn with Java's pen. */
final class Svg {

  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private static final Pattern DOCUMENT_TYPE = Pattern.compile("<!DOCTYPE[^>]*>\\s*");

  private Svg() {}

  /**
   * Draws a picture on white paper.
   *
   * @param width its width in pixels
   * @param height its height in pixels
   * @param title what it shows, for those who hear it
   * @param drawing draws it
   * @return the SVG document, which refers to nothing outside itself
   */
  static String draw(int width, int height, String title, Consumer<Graphics2D> drawing) {
    Document document = emptyDocument();
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment(null);
    context.setImageHandler(new PngEncoder());
    context.setPrecision(1);
    SVGGraphics2D pen = new SVGGraphics2D(context, false);
    pen.setSVGCanvasSize(new Dimension(width, height));
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, height);
    drawing.accept(pen);
    Element root = pen.getRoot();
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("role", "img");
    Element spoken = document.createElementNS(NAMESPACE, "title");
    spoken.setTextContent(Words.shortened(title, 300));
    root.insertBefore(spoken, root.getFirstChild());
    StringWriter text = new StringWriter();
    try {
      pen.stream(root, text, true, false);
    } catch (SVGGraphics2DIOException e) {
      throw new IllegalStateException("A picture cannot be written as SVG", e);
    }
    // Nobody reads the reference to the document type, and it looks like one to the network.
    return DOCUMENT_TYPE.matcher(text.toString()).replaceFirst("");
  }

  /** Puts images into the document itself. Batik's own encoder needs codecs that Java has. */
  private static final class PngEncoder extends ImageHandlerBase64Encoder {
    @Override
    public void encodeImage(RenderedImage image, OutputStream stream)
        throws SVGGraphics2DIOException {
      try {
        ImageIO.write(image, "png", stream);
      } catch (IOException e) {
        throw new SVGGraphics2DIOException("An image cannot be encoded", e);
      }
    }
  }

  private static Document emptyDocument() {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("Java's XML parser cannot be had", e);
    }
  }
}
