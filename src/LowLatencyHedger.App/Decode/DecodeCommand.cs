namespace LowLatencyHedger.App.Decode;

/// <summary>The <c>decode</c> verb: recorded messages of the venue in, one JSON line out for each, and the counts.</summary>
internal static class DecodeCommand
{
    private const int Done = 0;
    private const int InputInvalid = 3;

    /// <summary>Decodes to the end of the input. The exit code: 0, or 3 when there was not one message in it.</summary>
    public static int Run(Stream input, string fileName, TextWriter output, TextWriter errors)
    {
        var lines = new RecordedLines(input);
        using var decoder = new RecordedMessageDecoder();
        while (lines.TryReadNext())
        {
            output.WriteLine(decoder.Decode(lines.Number, lines.Message, lines.ReceivedNanos));
        }

        output.WriteLine(decoder.Summary(lines.PassedOver));
        output.Flush();
        if (decoder.MessageCount > 0)
        {
            return Done;
        }

        errors.WriteLine($"{fileName}: no message in {lines.Number} lines; a line is a JSON message or 'epoch_seconds: JSON'");
        return InputInvalid;
    }
}
