# Looks after a WordPress of our own: caretaker.sh FOLDER PORT SOURCE CONTENT
#
# It says "started" when the site answers, and waits until its standard input closes, which the operating system sees to
# whatever way the process that started it ends. Then it stops what it started, by process id, and clears the folder.
set -eu
dir=$1; port=$2; source=$3; content=$4
# Ctrl+C reaches the whole group; the tidying up comes after it.
trap '' INT
mkdir -p "$dir/my" "$dir/site/wp-content/uploads" "$dir/site/wp-content/plugins"
chmod 755 "$dir"
database=; php=; started=
stop() {
    # What went wrong is told before its traces go.
    [ -n "$started" ] || for log in "$dir"/*.log; do echo "$log: $(grep -i -m 5 error "$log" | tr '\n' ' ')"; done
    [ -z "$php" ] || kill "$php" 2>/dev/null || true
    [ -z "$database" ] || kill "$database" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap stop EXIT

# Nothing is written where WordPress is installed: the site is a folder of links, with a configuration of its own.
for entry in "$source"/*; do
    name=${entry##*/}
    case $name in wp-config.php | wp-content) ;; *) ln -s "$entry" "$dir/site/$name" ;; esac
done
ln -s "$source/wp-content/themes" "$dir/site/wp-content/themes"
[ ! -d "$content/languages" ] || ln -s "$content/languages" "$dir/site/wp-content/languages"
mv "$dir/wp-config.php" "$dir/site/wp-config.php"
mv "$dir/mu-plugins" "$dir/site/wp-content/mu-plugins"

as=
if [ "$(id -u)" = 0 ]; then chown mysql "$dir/my"; as=--user=mysql; fi
# Its own folder for temporary files: a database that starts clears away what it takes for another's leavings.
mkdir "$dir/my/tmp"
[ -z "$as" ] || chown mysql "$dir/my/tmp"
mariadb-install-db --no-defaults $as --tmpdir="$dir/my/tmp" --datadir="$dir/my/data" \
    --auth-root-authentication-method=normal --skip-test-db >"$dir/install.log" 2>&1
mariadbd --no-defaults $as --datadir="$dir/my/data" --skip-networking --socket="$dir/my/sock" --pid-file="$dir/my/pid" \
    --tmpdir="$dir/my/tmp" --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 --skip-log-bin \
    >"$dir/database.log" 2>&1 &
database=$!
tries=0
until mariadb-admin --no-defaults -S "$dir/my/sock" -uroot ping >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { echo "the database does not start"; exit 1; }
    sleep 0.1
done
mariadb --no-defaults -S "$dir/my/sock" -uroot -e "CREATE DATABASE wp CHARACTER SET utf8mb4;
    CREATE USER wp@localhost IDENTIFIED BY 'wp'; GRANT ALL ON wp.* TO wp@localhost;"
php -d auto_prepend_file="$dir/root.php" "$dir/setup.php" >"$dir/logins" 2>"$dir/setup.log" ||
    { tail -n 3 "$dir/logins"; exit 1; }
php -d auto_prepend_file="$dir/root.php" -d sendmail_path=true -S "127.0.0.1:$port" -t "$dir/site" >"$dir/php.log" 2>&1 &
php=$!
started=yes
echo started
while read -r _; do :; done
