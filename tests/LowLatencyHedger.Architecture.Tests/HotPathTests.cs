using System.Globalization;
using System.Reflection;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Architecture.Tests;

public sealed class HotPathTests
{
    [Fact]
    public void MarkedMethods_WholeProduct_DoNothingForbidden()
    {
        var methods = ProductAssemblies.All.SelectMany(HotPathScanner.MarkedMethods).ToList();
        var violations = methods.SelectMany(HotPathScanner.Violations).Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.True(methods.Count > 100, $"only {methods.Count} marked methods found");
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));
    }

    [Theory]
    [InlineData(nameof(Guilty.Array), "allocates an array")]
    [InlineData(nameof(Guilty.Object), "allocates a System.Object")]
    [InlineData(nameof(Guilty.Boxing), "boxes")]
    [InlineData(nameof(Guilty.Closure), "allocates")]
    [InlineData(nameof(Guilty.Text), "DefaultInterpolatedStringHandler")]
    [InlineData(nameof(Guilty.Throwing), "throws")]
    [InlineData(nameof(Guilty.Reading), "System.IO.File")]
    [InlineData(nameof(Guilty.Copying), "which allocates")]
    [InlineData(nameof(Guilty.Printing), "which allocates")]
    [InlineData(nameof(Guilty.Growing), "which allocates")]
    [InlineData(nameof(Guilty.Locking), "System.Threading.Monitor")]
    [InlineData(nameof(Guilty.Iterating), "IEnumerable")]
    [InlineData(nameof(Guilty.CallingUnmarked), "which is not marked")]
    public void Violations_OfAGuiltyMethod_AreFound(string method, string expected)
    {
        var found = HotPathScanner.Violations(typeof(Guilty).GetMethod(method, BindingFlags.Static | BindingFlags.Public)!);

        Assert.Contains(found, violation => violation.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Violations_OfACleanMethod_AreNone()
    {
        var method = typeof(Guilty).GetMethod(nameof(Guilty.Innocent), BindingFlags.Static | BindingFlags.Public)!;

        Assert.Empty(HotPathScanner.Violations(method));
    }

    private static class Guilty
    {
        public static int[] Array(int n) => new int[n];

        public static object Object() => new();

        public static object Boxing(int n) => n;

        public static Func<int> Closure(int n) => () => n;

        public static string Text(int n) => $"{n} lots";

        public static void Throwing() => throw new InvalidOperationException();

        public static byte[] Reading(string path) => File.ReadAllBytes(path);

        public static byte[] Copying(ReadOnlySpan<byte> bytes) => bytes.ToArray();

        public static string Printing(int n) => n.ToString(CultureInfo.InvariantCulture);

        public static void Growing(ref int[] values) => System.Array.Resize(ref values, values.Length + 1);

        public static void Locking(object gate)
        {
            lock (gate)
            {
            }
        }

        public static int Iterating(IEnumerable<int> values)
        {
            var sum = 0;
            foreach (var value in values)
            {
                sum += value;
            }

            return sum;
        }

        public static InlineText32 CallingUnmarked(string text) => InlineText32.From(text);

        [HotPath]
        public static double Innocent(in Price price, ReadOnlySpan<byte> bytes) => Math.Max(price.ToDouble(), bytes.Length);
    }
}
