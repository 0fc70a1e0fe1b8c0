using System.Security.Cryptography;
using System.Text;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Security;

/// <summary>
/// The API key, read once from where the configuration points: a file that only its owner can read, or an environment variable. It lives in
/// byte arrays without a text form, and is wiped on Dispose.
/// </summary>
internal sealed class Credentials : ICredentials, IDisposable
{
    private readonly byte[] _id;
    private readonly byte[] _secret;

    private Credentials(byte[] id, byte[] secret)
    {
        _id = id;
        _secret = secret;
    }

    /// <summary>Null, with the problems added, when a part is missing, unreadable or readable by others.</summary>
    public static Credentials? Load(ConfigValues values, List<ConfigProblem> problems)
    {
        var id = Read(values, "credentials.clientId", problems);
        var secret = Read(values, "credentials.clientSecret", problems);
        return id is null || secret is null ? null : new Credentials(id, secret);
    }

    /// <summary>For a venue that this process itself has started.</summary>
    public static Credentials From(ReadOnlySpan<byte> id, ReadOnlySpan<byte> secret) => new(id.ToArray(), secret.ToArray());

    public int CopyClientId(Span<byte> destination) => Copy(_id, destination);

    public int CopySecret(Span<byte> destination) => Copy(_secret, destination);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_id);
        CryptographicOperations.ZeroMemory(_secret);
    }

    private static int Copy(byte[] source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return source.Length;
    }

    private static byte[]? Read(ConfigValues values, string key, List<ConfigProblem> problems)
    {
        var bytes = values.Find(key + "File") is { } file ? ReadFile(file, problems) : ReadVariable(values, key, problems);
        if (bytes is { Length: 0 or > ICredentials.MaxLength })
        {
            problems.Add(new ConfigProblem(key, 0, key, null, $"1 to {ICredentials.MaxLength} bytes in the place that it refers to"));
            return null;
        }

        return bytes;
    }

    private static byte[]? ReadFile(ConfigValue file, List<ConfigProblem> problems)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.Text) & Others) != 0)
            {
                problems.Add(new ConfigProblem(file.Origin, 0, file.Path, file.Text, "a file that only its owner can read (mode 0600)"));
                return null;
            }

            var whole = File.ReadAllBytes(file.Text);
            var trimmed = whole.AsSpan().Trim(" \r\n\t"u8).ToArray();
            CryptographicOperations.ZeroMemory(whole);
            return trimmed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigProblem(file.Origin, 0, file.Path, file.Text, "a readable file"));
            return null;
        }
    }

    private static byte[]? ReadVariable(ConfigValues values, string key, List<ConfigProblem> problems)
    {
        if (values.Find(key + "Variable") is not { } variable)
        {
            problems.Add(new ConfigProblem("configuration", 0, $"{key}File", "missing", $"a file or, as {key}Variable, an environment variable"));
            return null;
        }

        if (Environment.GetEnvironmentVariable(variable.Text) is not { Length: > 0 } value)
        {
            problems.Add(new ConfigProblem(variable.Origin, 0, variable.Path, variable.Text, "an environment variable that is set"));
            return null;
        }

        // The variable stays in this process's environment block otherwise, where children would inherit it.
        Environment.SetEnvironmentVariable(variable.Text, null);
        return Encoding.UTF8.GetBytes(value);
    }
}
