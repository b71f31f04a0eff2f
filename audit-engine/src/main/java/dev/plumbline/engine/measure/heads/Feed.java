package dev.plumbline.engine.measure.heads;

import dev.plumbline.engine.measure.session.SessionException;
import java.nio.ByteBuffer;

/** Takes what the inputs of heads are given, by their full names. */
interface Feed {

  /** Gives an input of floats values in row-major order. */
  void floats(String input, float[] values, long... shape) throws SessionException;

  /** Gives an input of int64 a vector. */
  void integers(String input, int... values) throws SessionException;

  /** Gives an input of int8 the bytes of a direct buffer, in row-major order. */
  void bytes(String input, ByteBuffer direct, long... shape) throws SessionException;

  /** Gives an input of bool a vector. */
  void flags(String input, boolean... values) throws SessionException;

  /** Gives an input of floats a matrix of one zero, since nothing reads it. */
  void nothing(String input) throws SessionException;
}
