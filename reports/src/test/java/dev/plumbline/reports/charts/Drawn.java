package dev.plumbline.reports.charts;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads an SVG document back; it has to be well-formed. */
record Drawn(Document document) {

  static Drawn of(String svg) {
    try {
      return new Drawn(
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg))));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("this is no SVG: " + svg, e);
    }
  }

  /** Returns all that is written in the picture. */
  List<String> texts() {
    return elements("text").stream().map(Element::getTextContent).map(String::strip).toList();
  }

  List<Element> elements(String name) {
    NodeList nodes = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** Returns the images inside the picture. */
  List<BufferedImage> images() throws IOException {
    List<BufferedImage> images = new ArrayList<>();
    for (Element element : elements("image")) {
      String data = element.getAttribute("xlink:href").replaceAll("\\s", "");
      byte[] png = Base64.getDecoder().decode(data.substring("data:image/png;base64,".length()));
      images.add(ImageIO.read(new ByteArrayInputStream(png)));
    }
    return images;
  }

  /** Returns how many elements are drawn in a colour: {@code rgb(213,94,0)}. */
  long inColour(java.awt.Color colour) {
    String rgb = "rgb(" + colour.getRed() + "," + colour.getGreen() + "," + colour.getBlue() + ")";
    NodeList all = document.getElementsByTagName("*");
    long count = 0;
    for (int i = 0; i < all.getLength(); i++) {
      count += ((Element) all.item(i)).getAttribute("style").contains(rgb) ? 1 : 0;
    }
    return count;
  }
}
