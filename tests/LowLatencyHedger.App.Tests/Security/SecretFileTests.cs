using System.Runtime.Versioning;
using System.Text;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Tests.Security;

[UnsupportedOSPlatform("windows")]
public sealed class SecretFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-secret-").FullName;

    public SecretFileTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "owners and modes are checked on Linux only");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(OwnerOnly)]
    [InlineData(UnixFileMode.UserRead)]
    public void TryRead_OwnFileOfTheOwnerOnly_IsReadWithoutItsNewLine(UnixFileMode mode)
    {
        var path = Write("key\r\n", mode);

        Assert.Null(SecretFile.TryRead(path, 128, out var secret));
        Span<byte> copy = stackalloc byte[3];
        secret!.CopyTo(copy);
        Assert.Equal("key", Encoding.UTF8.GetString(copy));
        secret.Dispose();
    }

    [Theory]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead)]
    [InlineData(OwnerOnly | UnixFileMode.OtherRead)]
    [InlineData(OwnerOnly | UnixFileMode.GroupWrite)]
    [InlineData(OwnerOnly | UnixFileMode.UserExecute)]
    [InlineData(OwnerOnly | UnixFileMode.SetUser)]
    public void TryRead_OtherMode_IsRefused(UnixFileMode mode)
    {
        Assert.Contains("mode 0600 or 0400", SecretFile.TryRead(Write("key", mode), 128, out var secret), StringComparison.Ordinal);
        Assert.Null(secret);
    }

    [Fact]
    public void TryRead_SymbolicLinkToAGoodFile_IsRefused()
    {
        var link = Path.Combine(_directory, "link");
        File.CreateSymbolicLink(link, Write("key", OwnerOnly));

        Assert.Contains("no symbolic link", SecretFile.TryRead(link, 128, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_DirectoryOrDevice_IsRefused()
    {
        Assert.Contains("a regular file", SecretFile.TryRead(_directory, 128, out _), StringComparison.Ordinal);
        Assert.Contains("a regular file", SecretFile.TryRead("/dev/null", 128, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.StickyBit)]
    public void TryRead_DirectoryThatOthersMayWriteTo_IsRefused(UnixFileMode more)
    {
        var path = Write("key", OwnerOnly);
        File.SetUnixFileMode(_directory, OwnerOnly | UnixFileMode.UserExecute | more);

        Assert.Contains("in a directory that only its owner", SecretFile.TryRead(path, 128, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_FileOfAnotherUser_IsRefused()
    {
        var foreign = new[] { "/proc/1/environ", "/etc/shadow", "/etc/passwd" }.FirstOrDefault(path => !BelongsToUs(path));
        Assert.SkipWhen(foreign is null, "every file at hand belongs to this user");

        Assert.Contains("belongs to the user", SecretFile.TryRead(foreign!, 128, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("0123456789")]
    public void TryRead_NothingInItOrTooMuch_IsRefused(string content) =>
        Assert.Contains("1 to 9 bytes", SecretFile.TryRead(Write(content, OwnerOnly), 9, out _), StringComparison.Ordinal);

    [Fact]
    public void TryRead_Missing_IsRefused() => Assert.Equal("a readable file", SecretFile.TryRead(Path.Combine(_directory, "none"), 9, out _));

    [Fact]
    public void TryRead_CredentialsDirectory_IsTheServiceManagers()
    {
        Write("key", UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("LoadCredential", SecretFile.TryRead("$CREDENTIALS_DIRECTORY/key", 9, out _), StringComparison.Ordinal);
        try
        {
            Environment.SetEnvironmentVariable(SecretFile.CredentialsVariable, _directory);

            Assert.Null(SecretFile.TryRead("$CREDENTIALS_DIRECTORY/key", 9, out var secret));
            secret!.Dispose();
        }
        finally
        {
            Environment.SetEnvironmentVariable(SecretFile.CredentialsVariable, null);
        }
    }

    private static bool BelongsToUs(string path) => NativeFile.Describe(path) is not { } facts || facts.Owner == NativeFile.EffectiveUser;

    private string Write(string content, UnixFileMode mode)
    {
        var path = Path.Combine(_directory, "key");
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
