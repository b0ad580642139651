namespace MergeDsl.Kernels;

/// <summary>Functions evaluated in double and rounded to float32: within one unit of the last place of any library.</summary>
internal static class Functions
{
    public static float Sin(float x) => (float)Math.Sin(x);

    public static float Cos(float x) => (float)Math.Cos(x);

    public static float Acos(float x) => (float)Math.Acos(x);

    public static float Log(float x) => (float)Math.Log(x);
}
