using System.Text;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

/// <summary>Levels read in one vector against the simple reader, one number after the other.</summary>
public sealed class LevelScanTests
{
    private const int Before = 32;

    [Theory]
    [InlineData("91005.0,7040.0]")]
    [InlineData("0.0005,12.1]")]
    [InlineData("1234567.1234567,7654321.7654321]")]
    [InlineData("0.0,0.0]")]
    public void Read_AsTheVenueSpells_BothNumbersInUnits(string level)
    {
        for (var behind = 0; behind < 40; behind++)
        {
            Assert.True(Check(level, behind), level);
        }
    }

    [Theory]
    [InlineData("91005,7040.0]")]
    [InlineData("91005.0,7040]")]
    [InlineData("091005.0,7040.0]")]
    [InlineData("91005.0,07040.0]")]
    [InlineData("91005.,7040.0]")]
    [InlineData("91005.0,.0]")]
    [InlineData("123456789.0,7040.0]")]
    [InlineData("91005.12345678,7040.0]")]
    [InlineData("-91005.0,7040.0]")]
    [InlineData("91005.0,7040.0,")]
    [InlineData("9.1e4,7040.0]")]
    [InlineData("91005.0")]
    public void Read_SpelledOtherwise_LeftToOthers(string level) => Assert.False(Check(level, 40), level);

    [Fact]
    public void Read_AnyByteAnywhere_NothingOrTheSameAsTheSimpleReader()
    {
        const string Level = "91005.5,70.25]";
        for (var at = 0; at < Level.Length; at++)
        {
            for (var next = (char)0; next < 128; next++)
            {
                Check(Level[..at] + next + Level[(at + 1)..], behind: 20);
                Check(Level[..at] + next + Level[at..], behind: 2);
                Check(Level[..at], behind: at);
            }
        }
    }

    [Fact]
    public void Read_RandomNumbers_NothingOrTheSameAsTheSimpleReader()
    {
        var random = new Random(Seeds.For(nameof(Read_RandomNumbers_NothingOrTheSameAsTheSimpleReader), 83));
        var taken = 0;
        for (var i = 0; i < 20_000; i++)
        {
            taken += Check($"{Number(random)},{Number(random)}]", random.Next(40)) ? 1 : 0;
        }

        Assert.InRange(taken, 5_000, 19_000);
    }

    private static string Number(Random random) =>
        $"{random.NextInt64((long)Math.Pow(10, random.Next(1, 10)))}.{random.NextInt64((long)Math.Pow(10, random.Next(1, 9)))}";

    /// <summary>True if the level was read.</summary>
    private static bool Check(string level, int behind)
    {
        // The bytes around the text hold digits too: nothing may be taken from there.
        var around = new string('7', 64);
        var memory = Encoding.UTF8.GetBytes(around + new string(',', Before) + level + new string(']', behind) + around);
        ReadOnlySpan<byte> text = memory.AsSpan(64, Before + level.Length + behind);
        long price = -1;
        long amount = -1;
        var end = LevelScan.Read(text, Before, ref price, ref amount);
        if (end < 0)
        {
            Assert.Equal((-1, -1), (price, amount));
            return false;
        }

        var comma = JsonNumber.EndAt(text, Before);
        Assert.Equal((byte)',', text[comma]);
        Assert.Equal(end, JsonNumber.EndAt(text, comma + 1));
        Assert.Equal((byte)']', text[end]);
        Assert.True(JsonNumber.TryToDecimal8(text[Before..comma], out var simplePrice, out var isPriceRounded) && !isPriceRounded);
        Assert.True(JsonNumber.TryToDecimal8(text[(comma + 1)..end], out var simpleAmount, out var isAmountRounded) && !isAmountRounded);
        Assert.Equal((simplePrice, simpleAmount), (price, amount));
        return true;
    }
}
