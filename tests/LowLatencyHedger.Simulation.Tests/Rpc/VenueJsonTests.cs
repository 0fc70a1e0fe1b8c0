using System.Globalization;
using System.Text;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

public sealed class VenueJsonTests
{
    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(10, "10.0")]
    [InlineData(-2302, "-2302.0")]
    [InlineData(92037.5, "92037.5")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(5e-8, "5.0e-8")]
    [InlineData(-4e-7, "-4.0e-7")]
    [InlineData(6.55e-6, "6.55e-6")]
    [InlineData(1132329370, "1132329370.0")]
    [InlineData(1.5e-12, "1.5e-12")]
    public void Format_RecordedForms_AreReproduced(double value, string expected) => Assert.Equal(expected, FormatText(value));

    [Fact]
    public void Format_AnyFiniteValue_ReadsBackEqual()
    {
        var random = new Random(Seeds.For(nameof(Format_AnyFiniteValue_ReadsBackEqual), 4711));
        for (var i = 0; i < 20_000; i++)
        {
            var value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 20));
            var text = FormatText(value);
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            Assert.Contains('.', text);
        }
    }

    [Fact]
    public void Format_DecimalsOfAnyLength_AreTheShortestText()
    {
        var random = new Random(Seeds.For(nameof(Format_DecimalsOfAnyLength_AreTheShortestText), 4712));
        for (var i = 0; i < 50_000; i++)
        {
            var magnitude = Math.Pow(10, random.Next(-4, 14)) * (1 + (8 * random.NextDouble()));
            var value = Math.Round(random.Next(2) == 0 ? magnitude : -magnitude, random.Next(10));
            if (value != Math.Floor(value) && Math.Abs(value) >= 1e-4)
            {
                Assert.Equal(value.ToString("R", CultureInfo.InvariantCulture), FormatText(value));
            }
        }
    }

    private static string FormatText(double value)
    {
        Span<byte> text = stackalloc byte[40];
        return Encoding.UTF8.GetString(text[..VenueJson.Format(value, text)]);
    }
}
