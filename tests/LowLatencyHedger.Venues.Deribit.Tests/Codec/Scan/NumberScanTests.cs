using System.Globalization;
using System.Text;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

/// <summary>Numbers read in a vector against the simple reader and the runtime's parser, wherever in a text they stand.</summary>
public sealed class NumberScanTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("0.0")]
    [InlineData("91080.4")]
    [InlineData("-47.10058")]
    [InlineData("1768912242068")]
    [InlineData("999999999999999")]
    [InlineData("9999999999999999")]
    [InlineData("99999999999999.9")]
    [InlineData("0.00000000000001")]
    [InlineData("1e-22")]
    [InlineData("1e22")]
    [InlineData("1e23")]
    [InlineData("1.0e-15")]
    [InlineData("123456789012345e22")]
    [InlineData("123456789012345e-22")]
    [InlineData("0.12345678901234e-8")]
    [InlineData("0.12345678901234e-9")]
    [InlineData("8.5e-05")]
    [InlineData("5E-08")]
    [InlineData("1e+00")]
    [InlineData("1e100")]
    [InlineData("1e-100")]
    [InlineData("46116860184.27387903")]
    [InlineData("0.1234567890123456789")]
    [InlineData("10530550604016909.000")]
    public void Read_EdgesOfTheFastPath_SameAsTheSimpleReader(string text) => CheckEverywhere(text);

    [Theory]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("-01.5")]
    [InlineData("1.5.5")]
    [InlineData("0x1")]
    [InlineData("1e5.5")]
    [InlineData("1a")]
    [InlineData("9.0e-=")]
    [InlineData("1e/")]
    [InlineData("1e1=")]
    [InlineData("1e+:")]
    [InlineData("")]
    [InlineData("nul")]
    public void Read_NoNumber_FailsOrEndsBeforeTheFirstWrongByte(string text) => CheckEverywhere(text);

    [Fact]
    public void Read_AnyByteAnywhereInANumber_SameAsTheSimpleReader()
    {
        foreach (var number in new[] { "-12.5e-07", "0.0165", "37240", "8.5E+1" })
        {
            for (var at = 0; at < number.Length; at++)
            {
                for (var next = (char)0; next < 128; next++)
                {
                    Check(number[..at] + next + number[(at + 1)..], before: 20, after: 20);
                    Check(number[..at] + next + number[at..], before: 20, after: 2);
                }
            }
        }
    }

    [Fact]
    public void Read_RandomNumbers_SameAsTheSimpleReader()
    {
        var random = new Random(Seeds.For(nameof(Read_RandomNumbers_SameAsTheSimpleReader), 53));
        var generator = new RandomJson(random);
        for (var i = 0; i < 20_000; i++)
        {
            var text = i % 2 == 0 ? generator.Number() : Usual(random);
            Check(text, before: random.Next(40), after: random.Next(40));
        }
    }

    /// <summary>As the venue prints: few digits, few decimals, sometimes an exponent.</summary>
    private static string Usual(Random random)
    {
        var number = random.NextInt64((long)Math.Pow(10, random.Next(1, 16))).ToString();
        var point = random.Next(number.Length);
        var text = point == 0 ? number : $"{number[..^point]}.{number[^point..]}";
        return (random.Next(4) == 0 ? "-" : "") + text + (random.Next(5) == 0 ? $"e{random.Next(-30, 30)}" : "");
    }

    private static void CheckEverywhere(string text)
    {
        for (var before = 0; before < 20; before++)
        {
            for (var after = 0; after < 20; after++)
            {
                Check(text, before, after);
            }
        }
    }

    private static void Check(string number, int before, int after)
    {
        // The bytes around the text hold digits too: nothing may be taken from there.
        var around = new string('7', 64);
        var memory = Encoding.UTF8.GetBytes(around + new string(',', before) + number + new string(',', after) + around);
        var text = memory.AsSpan(64, before + Encoding.UTF8.GetByteCount(number) + after);
        var end = JsonNumber.EndAt(text, before);
        var token = end < 0 ? default : text[before..end];

        double real = 0;
        var isReal = end >= 0 && JsonNumber.TryToDouble(token, out real);
        var readReal = -1.0;
        Assert.Equal(isReal ? end : JsonScan.Failed, NumberScan.ReadDouble(text, before, ref readReal));
        if (isReal)
        {
            Assert.True(BitConverter.DoubleToInt64Bits(real) == BitConverter.DoubleToInt64Bits(readReal), number);
            var parsed = double.Parse(Encoding.UTF8.GetString(token), CultureInfo.InvariantCulture);
            Assert.True(BitConverter.DoubleToInt64Bits(parsed) == BitConverter.DoubleToInt64Bits(readReal), number);
        }

        long raw = 0;
        var rounded = false;
        var isDecimal = end >= 0 && JsonNumber.TryToDecimal8(token, out raw, out rounded) && !rounded;
        var readRaw = Decimal8.None;
        Assert.Equal(isDecimal ? end : JsonScan.Failed, NumberScan.ReadDecimal8(text, before, ref readRaw));
        Assert.True(!isDecimal || raw == readRaw, number);

        long whole = 0;
        var isWhole = end >= 0 && JsonNumber.TryToInt64(token, out whole);
        var readWhole = -1L;
        Assert.Equal(isWhole ? end : JsonScan.Failed, NumberScan.ReadInt64(text, before, ref readWhole));
        Assert.True(!isWhole || whole == readWhole, number);

        Assert.Equal(end < 0 ? JsonScan.Failed : end, NumberScan.Skip(text, before));
    }
}
