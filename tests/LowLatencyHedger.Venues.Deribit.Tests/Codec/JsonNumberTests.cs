using System.Globalization;
using System.Numerics;
using System.Text;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("1132329370", 1132329370)]
    [InlineData("1132329370.0", 1132329370)]
    [InlineData("1.5e1", 15)]
    [InlineData("-0", 0)]
    [InlineData("0e99999999999999999999", 0)]
    [InlineData("1000e-3", 1)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807.000000000000000000000000", long.MaxValue)]
    public void TryGetInt64_WholeNumbers(string text, long expected)
    {
        var reader = At(text);
        Assert.True(reader.TryGetInt64(out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e-1")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("1e19")]
    [InlineData("1e99999999999999999999")]
    [InlineData("9223372036854775806.00000000000000000000001")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    public void TryGetInt64_Others_AreRefused(string text)
    {
        var reader = At(text);
        Assert.False(reader.TryGetInt64(out _));
    }

    [Theory]
    [InlineData("0.00000001", 1, false)]
    [InlineData("5.0e-8", 5, false)]
    [InlineData("3.2e4", 3_200_000_000_000, false)]
    [InlineData("-4.0e-7", -40, false)]
    [InlineData("0.123456785", 12345678, true)]
    [InlineData("0.123456775", 12345678, true)]
    [InlineData("0.1234567850000000000000000001", 12345679, true)]
    [InlineData("0.000000005", 0, true)]
    [InlineData("0.0000000050000000000000000000000000001", 1, true)]
    [InlineData("1e-300", 0, true)]
    [InlineData("0.00e99", 0, false)]
    [InlineData("46116860184.27387903", 4611686018427387903, false)]
    [InlineData("46116860184.273879034999", 4611686018427387903, true)]
    [InlineData("-46116860184.27387903", -4611686018427387903, false)]
    [InlineData("0.100000000000000000000000000000000000000000", 10000000, false)]
    public void TryGetDecimal8_ExactOrRoundedHalfEven(string text, long expected, bool expectedRounded)
    {
        var reader = At(text);
        Assert.True(reader.TryGetDecimal8(out var raw, out var rounded));
        Assert.Equal((expected, expectedRounded), (raw, rounded));
        Assert.Equal(expectedRounded ? 1 : 0, reader.RoundedCount);
    }

    [Theory]
    [InlineData("46116860184.27387904")]
    [InlineData("46116860184.273879035")]
    [InlineData("1e11")]
    [InlineData("-1e300")]
    [InlineData("1e99999999999999999999")]
    [InlineData("true")]
    public void TryGetDecimal8_OutOfRangeOrNoNumber_IsRefused(string text)
    {
        var reader = At(text);
        Assert.False(reader.TryGetDecimal8(out var raw, out _));
        Assert.Equal(Decimal8.None, raw);
    }

    [Fact]
    public void Getters_RandomNumbers_SameAsExactArithmetic()
    {
        var random = new Random(Seeds.For(nameof(Getters_RandomNumbers_SameAsExactArithmetic), 17));
        var generator = new RandomJson(random);
        for (var i = 0; i < 50_000; i++)
        {
            var text = generator.Number();
            var reader = At(text);

            var expectedDouble = double.Parse(text, CultureInfo.InvariantCulture);
            Assert.Equal(double.IsFinite(expectedDouble), reader.TryGetDouble(out var value));
            if (double.IsFinite(expectedDouble))
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(expectedDouble), BitConverter.DoubleToInt64Bits(value));
            }

            var (units, isExact) = ExactNumber.Scale(text, 8);
            var fits = BigInteger.Abs(units) <= Decimal8.MaxMagnitude;
            Assert.True(fits == reader.TryGetDecimal8(out var raw, out var rounded), text);
            if (fits)
            {
                Assert.True((units, !isExact) == (raw, rounded), text);
            }

            var (whole, isWhole) = ExactNumber.Scale(text, 0);
            var isInt64 = isWhole && whole >= long.MinValue && whole <= long.MaxValue;
            Assert.True(isInt64 == reader.TryGetInt64(out var integer), text);
            Assert.True(!isInt64 || whole == integer, text);
        }
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("\"1.0\"")]
    [InlineData("false")]
    public void TryGetDouble_InfiniteOrNoNumber_IsRefused(string text)
    {
        var reader = At(text);
        Assert.False(reader.TryGetDouble(out _));
    }

    private static JsonReader At(string text)
    {
        var reader = new JsonReader(Encoding.UTF8.GetBytes(text));
        Assert.True(reader.Read());
        return reader;
    }
}
